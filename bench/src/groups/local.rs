//! The flavor of one thread, against the thread-safe one and against others of its kind.

use futures_intrusive::sync::{
    LocalMutex, LocalMutexGuard, LocalSemaphore, LocalSemaphoreReleaser,
};
use wakeful::sync::local;

use crate::row::{Goal, Row};
use crate::workload::gate::{Gate, alone, handed_over};

pub(super) fn rows() -> Vec<Row> {
    [lock(), acquire(), hand_over()].map(|row| row.goal(Goal::Best(1.0))).into()
}

fn lock() -> Row {
    Row::new("local", "mutex: lock + unlock")
        .wakeful(alone(local::Mutex::new(())))
        .peer("futures-intrusive", alone(LocalMutex::new((), false)))
        .yardstick("wakeful (threads)", alone(wakeful::sync::Mutex::new(())))
}

fn acquire() -> Row {
    Row::new("local", "semaphore: acquire + release")
        .wakeful(alone(local::Semaphore::new(1)))
        .peer("futures-intrusive", alone(LocalSemaphore::new(false, 1)))
        .yardstick("wakeful (threads)", alone(wakeful::sync::Semaphore::new(1)))
}

fn hand_over() -> Row {
    Row::new("local", "mutex hand-over: wait + wake + poll")
        .wakeful(handed_over(local::Mutex::new(())))
        .peer("futures-intrusive", handed_over(LocalMutex::new((), false)))
        .yardstick("wakeful (threads)", handed_over(wakeful::sync::Mutex::new(())))
}

impl Gate for local::Mutex<()> {
    type Pass<'a> = local::MutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl Gate for LocalMutex<()> {
    type Pass<'a> = LocalMutexGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.lock()
    }
}

impl Gate for local::Semaphore {
    type Pass<'a> = Result<local::SemaphorePermit<'a>, wakeful::sync::Closed>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.acquire()
    }
}

impl Gate for LocalSemaphore {
    type Pass<'a> = LocalSemaphoreReleaser<'a>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.acquire(1)
    }
}
