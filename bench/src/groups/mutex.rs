//! Mutexes, with std's and parking_lot's as blocking yardsticks.

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::gate::{Gate, TryGate, alone, blocking, contended, handed_over, held, tried};

type Wakeful = wakeful::sync::Mutex<()>;
type Tokio = tokio::sync::Mutex<()>;
type AsyncLock = async_lock::Mutex<()>;
type Futures = futures::lock::Mutex<()>;
type Intrusive = futures_intrusive::sync::Mutex<()>;
type Maitake = maitake_sync::Mutex<()>;
type Asyncband = asyncband::mutex::Mutex<()>;
type Performables = performables::sync::mutex::Mutex<(), performables::sync::Async>;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        lock()
            .goal(Goal::Floor(1.15))
            .goal(Goal::Peer(2.0, "tokio"))
            .goal(Goal::Peer(1.3, "async-lock"))
            .goal(Goal::Best(1.0)),
        try_lock().goal(Goal::Floor(1.15)).goal(Goal::Best(1.0)),
        hand_over().goal(Goal::Best(1.0)),
    ];
    rows.extend([1, 8, 64].map(|tasks| contention(tasks).goal(Goal::Best(1.0))));
    rows.extend([8, 64].map(|tasks| holding(tasks).goal(Goal::Best(1.0))));
    rows
}

fn lock() -> Row {
    Row::new("mutex", "lock + unlock")
        .floor(Floor::ExchangeSwap)
        .wakeful(alone(Wakeful::new(())))
        .peer("tokio", alone(Tokio::new(())))
        .peer("async-lock", alone(AsyncLock::new(())))
        .peer("futures", alone(Futures::new(())))
        .peer("futures-intrusive", alone(Intrusive::new((), false)))
        .peer("maitake-sync", alone(Maitake::new(())))
        .peer("asyncband", alone(Asyncband::new(())))
        .peer("performables", alone(Performables::new(())))
        .yardstick("std", blocking(std::sync::Mutex::new(()), |mutex| drop(mutex.lock())))
        .yardstick("parking_lot", blocking(parking_lot::Mutex::new(()), |mutex| drop(mutex.lock())))
}

fn try_lock() -> Row {
    Row::new("mutex", "try_lock + unlock")
        .floor(Floor::ExchangeSwap)
        .wakeful(tried(Wakeful::new(())))
        .peer("tokio", tried(Tokio::new(())))
        .peer("async-lock", tried(AsyncLock::new(())))
        .peer("futures", tried(Futures::new(())))
        .peer("futures-intrusive", tried(Intrusive::new((), false)))
        .peer("maitake-sync", tried(Maitake::new(())))
        .peer("asyncband", tried(Asyncband::new(())))
        .peer("performables", tried(Performables::new(())))
        .yardstick("std", blocking(std::sync::Mutex::new(()), |mutex| drop(mutex.try_lock())))
        .yardstick(
            "parking_lot",
            blocking(parking_lot::Mutex::new(()), |mutex| drop(mutex.try_lock())),
        )
}

fn hand_over() -> Row {
    Row::new("mutex", "hand-over: wait + wake + poll")
        .floor(Floor::Waiter)
        .wakeful(handed_over(Wakeful::new(())))
        .peer("tokio", handed_over(Tokio::new(())))
        .peer("async-lock", handed_over(AsyncLock::new(())))
        .peer("futures", handed_over(Futures::new(())))
        .peer("futures-intrusive", handed_over(Intrusive::new((), false)))
        .peer("maitake-sync", handed_over(Maitake::new(())))
        .peer("asyncband", handed_over(Asyncband::new(())))
        .peer("performables", handed_over(Performables::new(())))
}

fn contention(tasks: usize) -> Row {
    Row::new("mutex", format!("contended: 2 × {tasks} tasks"))
        .threads(2)
        .floor(Floor::LineTransfer)
        .wakeful(contended(Wakeful::new(()), tasks))
        .peer("tokio", contended(Tokio::new(()), tasks))
        .peer("async-lock", contended(AsyncLock::new(()), tasks))
        .peer("futures", contended(Futures::new(()), tasks))
        .peer("futures-intrusive", contended(Intrusive::new((), false), tasks))
        .peer("maitake-sync", contended(Maitake::new(()), tasks))
        .peer("asyncband", contended(Asyncband::new(()), tasks))
        .peer("performables", contended(Performables::new(()), tasks))
}

fn holding(tasks: usize) -> Row {
    Row::new("mutex", format!("held over a yield: 2 × {tasks} tasks"))
        .threads(2)
        .floor(Floor::LineTransfer)
        .wakeful(held(Wakeful::new(()), tasks))
        .peer("tokio", held(Tokio::new(()), tasks))
        .peer("async-lock", held(AsyncLock::new(()), tasks))
        .peer("futures", held(Futures::new(()), tasks))
        .peer("futures-intrusive", held(Intrusive::new((), false), tasks))
        .peer("maitake-sync", held(Maitake::new(()), tasks))
        .peer("asyncband", held(Asyncband::new(()), tasks))
        .peer("performables", held(Performables::new(()), tasks))
}

impl Gate for Wakeful {
    type Pass<'a> = wakeful::sync::MutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl TryGate for Wakeful {
    fn try_enter(&self) -> Option<Self::Pass<'_>> {
        self.try_lock().ok()
    }
}

impl Gate for Tokio {
    type Pass<'a> = tokio::sync::MutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl TryGate for Tokio {
    fn try_enter(&self) -> Option<Self::Pass<'_>> {
        self.try_lock().ok()
    }
}

impl Gate for AsyncLock {
    type Pass<'a> = async_lock::MutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl TryGate for AsyncLock {
    fn try_enter(&self) -> Option<Self::Pass<'_>> {
        self.try_lock()
    }
}

impl Gate for Futures {
    type Pass<'a> = futures::lock::MutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl TryGate for Futures {
    fn try_enter(&self) -> Option<Self::Pass<'_>> {
        self.try_lock()
    }
}

impl Gate for Intrusive {
    type Pass<'a> = futures_intrusive::sync::MutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl TryGate for Intrusive {
    fn try_enter(&self) -> Option<Self::Pass<'_>> {
        self.try_lock()
    }
}

impl Gate for Maitake {
    type Pass<'a> = maitake_sync::MutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl TryGate for Maitake {
    fn try_enter(&self) -> Option<Self::Pass<'_>> {
        self.try_lock()
    }
}

impl Gate for Asyncband {
    type Pass<'a> = asyncband::mutex::MutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl TryGate for Asyncband {
    fn try_enter(&self) -> Option<Self::Pass<'_>> {
        self.try_lock()
    }
}

impl Gate for Performables {
    type Pass<'a> = performables::sync::mutex::MutexGuard<'a, (), performables::sync::Async>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock_async()
    }
}

impl TryGate for Performables {
    fn try_enter(&self) -> Option<Self::Pass<'_>> {
        self.try_lock()
    }
}
