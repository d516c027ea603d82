//! Semaphores, one permit at a time.

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::gate::{Gate, alone, contended, handed_over, held};

type Wakeful = wakeful::sync::Semaphore;
type Tokio = tokio::sync::Semaphore;
type AsyncLock = async_lock::Semaphore;
type Intrusive = futures_intrusive::sync::Semaphore;
type Maitake = maitake_sync::Semaphore;
type Asyncband = asyncband::semaphore::Semaphore;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        acquire().goal(Goal::Floor(1.15)).goal(Goal::Peer(1.7, "tokio")).goal(Goal::Best(1.0)),
        hand_over().goal(Goal::Best(1.0)),
    ];
    rows.extend([1, 8, 64].map(|tasks| contention(tasks).goal(Goal::Best(1.0))));
    rows.extend([8, 64].map(|tasks| holding(tasks).goal(Goal::Best(1.0))));
    rows
}

fn acquire() -> Row {
    Row::new("semaphore", "acquire + release")
        .floor(Floor::ExchangeSubtract)
        .wakeful(alone(Wakeful::new(1)))
        .peer("tokio", alone(Tokio::new(1)))
        .peer("async-lock", alone(AsyncLock::new(1)))
        .peer("futures-intrusive", alone(Intrusive::new(false, 1)))
        .peer("maitake-sync", alone(Maitake::new(1)))
        .peer("asyncband", alone(Asyncband::new(1)))
}

fn hand_over() -> Row {
    Row::new("semaphore", "hand-over: wait + wake + poll")
        .floor(Floor::Waiter)
        .wakeful(handed_over(Wakeful::new(1)))
        .peer("tokio", handed_over(Tokio::new(1)))
        .peer("async-lock", handed_over(AsyncLock::new(1)))
        .peer("futures-intrusive", handed_over(Intrusive::new(false, 1)))
        .peer("maitake-sync", handed_over(Maitake::new(1)))
        .peer("asyncband", handed_over(Asyncband::new(1)))
}

fn contention(tasks: usize) -> Row {
    Row::new("semaphore", format!("2 permits, contended: 2 × {tasks} tasks"))
        .threads(2)
        .floor(Floor::LineTransfer)
        .wakeful(contended(Wakeful::new(2), tasks))
        .peer("tokio", contended(Tokio::new(2), tasks))
        .peer("async-lock", contended(AsyncLock::new(2), tasks))
        .peer("futures-intrusive", contended(Intrusive::new(false, 2), tasks))
        .peer("maitake-sync", contended(Maitake::new(2), tasks))
        .peer("asyncband", contended(Asyncband::new(2), tasks))
}

fn holding(tasks: usize) -> Row {
    Row::new("semaphore", format!("2 permits, held over a yield: 2 × {tasks} tasks"))
        .threads(2)
        .floor(Floor::LineTransfer)
        .wakeful(held(Wakeful::new(2), tasks))
        .peer("tokio", held(Tokio::new(2), tasks))
        .peer("async-lock", held(AsyncLock::new(2), tasks))
        .peer("futures-intrusive", held(Intrusive::new(false, 2), tasks))
        .peer("maitake-sync", held(Maitake::new(2), tasks))
        .peer("asyncband", held(Asyncband::new(2), tasks))
}

impl Gate for Wakeful {
    type Pass<'a> = Result<wakeful::sync::SemaphorePermit<'a>, wakeful::sync::Closed>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.acquire()
    }
}

impl Gate for Tokio {
    type Pass<'a> = Result<tokio::sync::SemaphorePermit<'a>, tokio::sync::AcquireError>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.acquire()
    }
}

impl Gate for AsyncLock {
    type Pass<'a> = async_lock::SemaphoreGuard<'a>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.acquire()
    }
}

impl Gate for Intrusive {
    type Pass<'a> = futures_intrusive::sync::SemaphoreReleaser<'a>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.acquire(1)
    }
}

impl Gate for Maitake {
    type Pass<'a> = Result<maitake_sync::semaphore::Permit<'a>, maitake_sync::Closed>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.acquire(1)
    }
}

impl Gate for Asyncband {
    type Pass<'a> = asyncband::semaphore::SemaphorePermit<'a>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.acquire(1)
    }
}
