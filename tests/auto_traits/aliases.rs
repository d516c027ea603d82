//! The names of the flavors: each stands for the type of its own flavor.

use wakeful::sync::{self as threads, local};

use crate::probe::Traits;
use crate::table::Table;

/// Compares the types that `$flavor` has names for.
macro_rules! aliases {
    ($flavor:ident, primitives: $primitive:expr, reaching: $reaching:expr) => {{
        let mut table = Table::default();
        let mut primitive = |name, found| table.compare(name, found, $primitive);
        primitive("Mutex", traits!($flavor::Mutex<u32>));
        primitive("RwLock", traits!($flavor::RwLock<u32>));
        primitive("Semaphore", traits!($flavor::Semaphore));
        primitive("ManualResetEvent", traits!($flavor::ManualResetEvent));
        primitive("AutoResetEvent", traits!($flavor::AutoResetEvent));
        primitive("Notify", traits!($flavor::Notify));
        primitive("SingleWaiterNotify", traits!($flavor::SingleWaiterNotify));
        primitive("Condvar", traits!($flavor::Condvar));
        primitive("Barrier", traits!($flavor::Barrier));
        primitive("Latch", traits!($flavor::Latch));
        primitive("WaitGroup", traits!($flavor::WaitGroup));
        primitive("OnceCell", traits!($flavor::OnceCell<u32>));
        primitive("Lazy", traits!($flavor::Lazy<u32, fn()>));
        primitive("CancellationToken", traits!($flavor::CancellationToken));
        primitive("WakerCell", traits!($flavor::WakerCell));
        let mut reaching = |name, found| table.compare(name, found, $reaching);
        reaching("MutexGuard", traits!($flavor::MutexGuard<'static, u32>));
        reaching("MappedMutexGuard", traits!($flavor::MappedMutexGuard<'static, u32, u32>));
        reaching("RwLockReadGuard", traits!($flavor::RwLockReadGuard<'static, u32>));
        reaching("Upgradable", traits!($flavor::RwLockUpgradableReadGuard<'static, u32>));
        reaching("RwLockWriteGuard", traits!($flavor::RwLockWriteGuard<'static, u32>));
        reaching("SemaphorePermit", traits!($flavor::SemaphorePermit<'static>));
        reaching("Permit", traits!($flavor::Permit<'static>));
        type Root = $flavor::CancellationToken;
        reaching("ChildToken", traits!($flavor::ChildToken<'static, Root>));
        reaching("OwnedMutexGuard", traits!($flavor::OwnedMutexGuard<u32>));
        reaching("OwnedRwLockReadGuard", traits!($flavor::OwnedRwLockReadGuard<u32>));
        reaching("OwnedUpgradable", traits!($flavor::OwnedRwLockUpgradableReadGuard<u32>));
        reaching("OwnedRwLockWriteGuard", traits!($flavor::OwnedRwLockWriteGuard<u32>));
        reaching("OwnedSemaphorePermit", traits!($flavor::OwnedSemaphorePermit));
        table.close(28);
    }};
}

const ALL: Traits = Traits { send: true, sync: true, unpin: true };

#[test]
fn the_flavor_for_threads_may_be_shared() {
    aliases!(threads, primitives: ALL, reaching: ALL);
    assert_eq!(traits!(threads::OwnedCancellationToken), ALL);
}

#[test]
fn the_local_flavor_is_never_shared_and_what_reaches_it_never_moves() {
    let none = Traits { send: false, sync: false, unpin: true };
    aliases!(local, primitives: Traits { sync: false, ..ALL }, reaching: none);
}
