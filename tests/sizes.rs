//! What the documentation of the types says under *Cost*: how many words they have.
//!
//! For 64 bits, and where the mutex of std is a futex. On Apple's systems it is not, and the flavor
//! for threads has more words.

#![cfg(all(feature = "std", target_pointer_width = "64", not(target_vendor = "apple")))]

use std::mem::size_of;
use std::rc::Rc;
use std::sync::Arc;

use wakeful::lock::{LocalLock, Locked, RawLock, StdLock, Word};
use wakeful::sync::generic::*;
use wakeful::wait::{Acquire, Permit, WaitQueue, WakerCell};

const WORD: usize = size_of::<usize>();

/// A type, its size, and how many words it is said to have.
struct Row {
    name: &'static str,
    size: usize,
    words: usize,
}

const fn row<T>(name: &'static str, words: usize) -> Row {
    Row { name, size: size_of::<T>(), words }
}

/// Prints the table, and fails with all rows that differ.
fn check(title: &str, table: &[Row]) {
    println!("{title}");
    let mut wrong = Vec::new();
    for &Row { name, size, words } in table {
        println!("{size:5} bytes, {words} words: {name}");
        if size != words * WORD {
            wrong.push(format!("{name} has {size} bytes, which is not {words} words"));
        }
    }
    assert!(wrong.is_empty(), "{title}: {}", wrong.join("; "));
}

fn check_primitives<L: RawLock>(flavor: &str) {
    check(
        &format!("primitives, {flavor}"),
        &[
            row::<Word>("Word", 1),
            row::<Locked<u64, L>>("Locked<u64>", 2),
            row::<WaitQueue<Counting, L>>("WaitQueue", 3),
            row::<WakerCell<L>>("WakerCell", 4),
            row::<Mutex<(), L>>("Mutex<()>", 3),
            row::<Mutex<u32, L>>("Mutex<u32>", 4),
            row::<Mutex<u64, L>>("Mutex<u64>", 4),
            row::<RwLock<(), L>>("RwLock<()>", 3),
            row::<RwLock<u32, L>>("RwLock<u32>", 4),
            row::<RwLock<u64, L>>("RwLock<u64>", 4),
            row::<OnceCell<(), L>>("OnceCell<()>", 3),
            row::<OnceCell<u64, L>>("OnceCell<u64>", 4),
            row::<Lazy<u64, (), L>>("Lazy<u64, ()>", 4),
            row::<Lazy<u64, fn(), L>>("Lazy<u64, fn()>", 5),
            row::<Semaphore<L>>("Semaphore", 3),
            row::<ManualResetEvent<L>>("ManualResetEvent", 3),
            row::<AutoResetEvent<L>>("AutoResetEvent", 3),
            row::<Notify<L>>("Notify", 3),
            row::<SingleWaiterNotify<L>>("SingleWaiterNotify", 6),
            row::<Condvar<L>>("Condvar", 3),
            row::<Barrier<L>>("Barrier", 4),
            row::<Latch<L>>("Latch", 3),
            row::<WaitGroup<L>>("WaitGroup", 3),
            row::<CancellationToken<L>>("CancellationToken", 3),
            row::<ChildToken<'_, CancellationToken<L>, L>>("ChildToken", 4),
            row::<OwnedCancellationToken<L>>("OwnedCancellationToken", 1),
        ],
    );
}

fn check_guards<L: RawLock>(flavor: &str) {
    check(
        &format!("guards, {flavor}"),
        &[
            row::<MutexGuard<&Mutex<u32, L>>>("MutexGuard<&_>", 1),
            row::<MutexGuard<Arc<Mutex<u32, L>>>>("MutexGuard<Arc<_>>", 1),
            row::<MutexGuard<Rc<Mutex<u32, L>>>>("MutexGuard<Rc<_>>", 1),
            row::<MappedMutexGuard<&Mutex<u32, L>, u32>>("MappedMutexGuard<&_>", 2),
            row::<MappedMutexGuard<Arc<Mutex<u32, L>>, u32>>("MappedMutexGuard<Arc<_>>", 2),
            row::<ReadGuard<&RwLock<u32, L>>>("ReadGuard<&_>", 1),
            row::<UpgradableGuard<&RwLock<u32, L>>>("UpgradableGuard<&_>", 1),
            row::<WriteGuard<&RwLock<u32, L>>>("WriteGuard<&_>", 1),
            row::<ReadGuard<Arc<RwLock<u32, L>>>>("ReadGuard<Arc<_>>", 1),
            row::<UpgradableGuard<Arc<RwLock<u32, L>>>>("UpgradableGuard<Arc<_>>", 1),
            row::<WriteGuard<Arc<RwLock<u32, L>>>>("WriteGuard<Arc<_>>", 1),
            row::<Permit<&Semaphore<L>>>("Permit<&_>", 2),
            row::<Permit<Arc<Semaphore<L>>>>("Permit<Arc<_>>", 2),
            row::<Worker<&WaitGroup<L>>>("Worker<&_>", 1),
            row::<Worker<Arc<WaitGroup<L>>>>("Worker<Arc<_>>", 1),
        ],
    );
}

type Child<'a, L> = ChildToken<'a, CancellationToken<L>, L>;

fn check_futures<L: RawLock>(flavor: &str) {
    check(
        &format!("futures, {flavor}"),
        &[
            row::<Lock<&Mutex<u32, L>>>("Lock<&_>", 6),
            row::<Lock<Arc<Mutex<u32, L>>>>("Lock<Arc<_>>", 6),
            row::<Read<&RwLock<u32, L>>>("Read<&_>", 6),
            row::<UpgradableRead<&RwLock<u32, L>>>("UpgradableRead<&_>", 6),
            row::<Write<&RwLock<u32, L>>>("Write<&_>", 6),
            row::<Write<Arc<RwLock<u32, L>>>>("Write<Arc<_>>", 6),
            row::<Upgrade<&RwLock<u32, L>>>("Upgrade<&_>", 6),
            row::<Upgrade<Arc<RwLock<u32, L>>>>("Upgrade<Arc<_>>", 6),
            row::<AcquirePermit<&Semaphore<L>>>("AcquirePermit<&_>", 6),
            row::<AcquirePermit<Arc<Semaphore<L>>>>("AcquirePermit<Arc<_>>", 6),
            row::<Wait<&ManualResetEvent<L>>>("Wait<&ManualResetEvent>", 6),
            row::<Wait<&AutoResetEvent<L>>>("Wait<&AutoResetEvent>", 6),
            row::<Wait<&Latch<L>>>("Wait<&Latch>", 6),
            row::<Wait<&WaitGroup<L>>>("Wait<&WaitGroup>", 6),
            row::<Wait<&CancellationToken<L>>>("Wait<&CancellationToken>", 6),
            row::<Notified<&Notify<L>>>("Notified<&_>", 6),
            row::<Notified<Arc<Notify<L>>>>("Notified<Arc<_>>", 6),
            row::<SingleNotified<'_, L>>("SingleNotified", 1),
            row::<BarrierWait<&Barrier<L>>>("BarrierWait<&_>", 7),
            row::<BarrierWait<Arc<Barrier<L>>>>("BarrierWait<Arc<_>>", 7),
            row::<CondvarWait<'_, &Mutex<u32, L>, u32, L>>("CondvarWait<&_>", 8),
            row::<CondvarWait<'_, Arc<Mutex<u32, L>>, u32, L>>("CondvarWait<Arc<_>>", 8),
            row::<ChildCancelled<'_, CancellationToken<L>, L>>("ChildCancelled", 13),
            row::<ChildCancelled<'_, Child<'_, L>, L>>("ChildCancelled of a child", 20),
            row::<OwnedCancelled<L>>("OwnedCancelled", 6),
            row::<Acquire<&WaitQueue<Counting, L>>>("Acquire<&_>", 6),
        ],
    );
}

fn check_flavor<L: RawLock>(flavor: &str) {
    assert!(size_of::<L>() <= WORD);
    check_primitives::<L>(flavor);
    check_guards::<L>(flavor);
    check_futures::<L>(flavor);
}

#[test]
fn a_lock_is_a_word_at_most() {
    assert_eq!(size_of::<StdLock>(), WORD);
    assert_eq!(size_of::<LocalLock>(), 1);
}

#[test]
fn the_flavor_for_threads_has_the_words_that_its_documentation_says() {
    check_flavor::<StdLock>("for threads");
}

#[test]
fn the_local_flavor_has_the_words_that_its_documentation_says() {
    check_flavor::<LocalLock>("local");
}

#[test]
#[cfg(feature = "critical-section")]
fn the_critical_flavor_has_the_words_that_its_documentation_says() {
    check_flavor::<wakeful::lock::CriticalSectionLock>("critical");
}
