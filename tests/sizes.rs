//! What the documentation of the types says under *Cost*: how many words they have.
//!
//! For 64 bits, and where the mutex of std is a futex. On Apple's systems it is not, and the flavor
//! for threads has more words.

#![cfg(all(feature = "std", target_pointer_width = "64", not(target_vendor = "apple")))]

use std::future::Ready;
use std::mem::size_of;
use std::rc::Rc;
use std::sync::Arc;

use wakeful::channel::generic::{
    broadcast, exchange, mpsc, oneshot, oneshot_broadcast, priority, queue, rendezvous, spsc, watch,
};
use wakeful::channel::{Inline, Many, One, Shared, Store};
use wakeful::executor::generic::{StaticJoinHandle, TaskCell as Cell};
use wakeful::executor::{BlockingPool, NextItem, Unblock, UnblockIter, scope};
use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
use wakeful::future::{Fused, Group, JoinAll, RaceAll, SelectAll, WakerPool};
use wakeful::lock::{LocalLock, Locked, RawLock, StdLock, Word};
use wakeful::sync::generic::*;
use wakeful::time::generic::{Interval, MockClock, Sleep, Tick, Timeout, Timers};
use wakeful::time::{Global, Heap, StdClock, Wheel};
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

type Queue<S, R, L> = queue::Channel<S, R, L>;
type Spsc<L> = spsc::Channel<Inline<spsc::Slot<u64>, 4>, L>;
type Broadcast<L> = broadcast::Channel<u64, Inline<broadcast::Slot<u64>, 4>, L>;

fn check_ends<S: Store<Item = u64>, L: RawLock>(flavor: &str) {
    check(
        &format!("ends of channels, {flavor}"),
        &[
            row::<oneshot::Sender<&oneshot::Oneshot<u64, L>>>("oneshot::Sender<&_>", 1),
            row::<oneshot::Receiver<&oneshot::Oneshot<u64, L>>>("oneshot::Receiver<&_>", 1),
            row::<oneshot::Sender<Shared<oneshot::Oneshot<u64, L>>>>("oneshot::Sender", 1),
            row::<oneshot::Receiver<Shared<oneshot::Oneshot<u64, L>>>>("oneshot::Receiver", 1),
            row::<oneshot::lite::Sender<&oneshot::lite::Oneshot<bool, L>>>("lite::Sender<&_>", 1),
            row::<oneshot::lite::Receiver<&oneshot::lite::Oneshot<bool, L>>>(
                "lite::Receiver<&_>",
                1,
            ),
            row::<oneshot_broadcast::Sender<&oneshot_broadcast::Channel<u64, L>>>(
                "oneshot_broadcast::Sender<&_>",
                1,
            ),
            row::<oneshot_broadcast::Receiver<&oneshot_broadcast::Channel<u64, L>>>(
                "oneshot_broadcast::Receiver<&_>",
                1,
            ),
            row::<spsc::Sender<&Spsc<L>>>("spsc::Sender<&_>", 1),
            row::<spsc::Receiver<&Spsc<L>>>("spsc::Receiver<&_>", 1),
            row::<queue::Sender<&Queue<S, One, L>>>("mpsc::Sender<&_>", 1),
            row::<queue::Consumer<&Queue<S, One, L>>>("mpsc::Receiver<&_>", 1),
            row::<queue::Sender<&Queue<S, Many, L>>>("mpmc::Sender<&_>", 1),
            row::<queue::Receiver<&Queue<S, Many, L>>>("mpmc::Receiver<&_>", 1),
            row::<rendezvous::Sender<&rendezvous::Channel<u64, L>>>("rendezvous::Sender<&_>", 1),
            row::<rendezvous::Receiver<&rendezvous::Channel<u64, L>>>(
                "rendezvous::Receiver<&_>",
                1,
            ),
            row::<broadcast::Sender<&Broadcast<L>>>("broadcast::Sender<&_>", 1),
            row::<broadcast::Receiver<&Broadcast<L>>>("broadcast::Receiver<&_>", 3),
            row::<watch::Sender<&watch::Channel<u64, L>>>("watch::Sender<&_>", 1),
            row::<watch::Receiver<&watch::Channel<u64, L>>>("watch::Receiver<&_>", 2),
            row::<watch::Cached<&watch::Channel<u64, L>>>("watch::Cached<&_>", 4),
        ],
    );
}

/// The value that a future holds is one word.
fn check_futures_of_channels<S: Store<Item = u64, Entry = u64>, L: RawLock>(flavor: &str) {
    type Out = Vec<u64>;
    type Values = std::ops::Range<u64>;
    check(
        &format!("futures of channels, {flavor}"),
        &[
            row::<oneshot::Recv<'_, &oneshot::Oneshot<u64, L>>>("oneshot::Recv", 1),
            row::<oneshot::Closed<'_, &oneshot::Oneshot<u64, L>>>("oneshot::Closed", 1),
            row::<oneshot::lite::Recv<'_, &oneshot::lite::Oneshot<bool, L>>>("lite::Recv", 1),
            row::<oneshot_broadcast::Recv<'_, u64, L>>("oneshot_broadcast::Recv", 6),
            row::<spsc::Send<'_, &Spsc<L>>>("spsc::Send", 4),
            row::<spsc::Recv<'_, &Spsc<L>>>("spsc::Recv", 2),
            row::<spsc::SendMany<'_, &Spsc<L>, Values>>("spsc::SendMany", 5),
            row::<spsc::RecvMany<'_, &Spsc<L>, Out>>("spsc::RecvMany", 4),
            row::<spsc::SendSlice<'_, &Spsc<L>>>("spsc::SendSlice", 4),
            row::<spsc::RecvSlice<'_, &Spsc<L>>>("spsc::RecvSlice", 4),
            row::<spsc::Closed<'_, spsc::Sender<&Spsc<L>>>>("spsc::Closed", 2),
            row::<queue::Send<'_, S, Many, L>>("mpmc::Send", 8),
            row::<queue::Recv<'_, S, L>>("mpmc::Recv", 6),
            row::<queue::Next<'_, S, L>>("mpsc::Next", 2),
            row::<queue::RecvMany<'_, queue::Next<'_, S, L>, Out, Queue<S, One, L>>>(
                "mpsc::RecvMany",
                5,
            ),
            row::<queue::RecvMany<'_, queue::Recv<'_, S, L>, Out, Queue<S, Many, L>>>(
                "mpmc::RecvMany",
                9,
            ),
            row::<queue::Reserve<'_, &Queue<S, Many, L>, queue::Slot<'_, &Queue<S, Many, L>>>>(
                "mpmc::Reserve",
                6,
            ),
            row::<queue::Slot<'_, &Queue<S, Many, L>>>("mpmc::Slot", 2),
            row::<queue::Slots<'_, &Queue<S, Many, L>>>("mpmc::Slots", 2),
            row::<queue::Closed<'_, &Queue<S, Many, L>>>("mpmc::Closed", 6),
            row::<rendezvous::Send<'_, u64, L>>("rendezvous::Send", 9),
            row::<rendezvous::Recv<'_, u64, L>>("rendezvous::Recv", 6),
            row::<rendezvous::Closed<'_, L>>("rendezvous::Closed", 6),
            row::<exchange::Meet<'_, u64, L>>("Meet", 9),
            row::<broadcast::Send<'_, &Broadcast<L>>>("broadcast::Send", 8),
            row::<broadcast::Recv<'_, &Broadcast<L>>>("broadcast::Recv", 7),
            row::<broadcast::Closed<'_, &Broadcast<L>>>("broadcast::Closed", 6),
            row::<watch::Changed<'_, &watch::Channel<u64, L>>>("watch::Changed", 8),
            row::<watch::Recv<'_, &watch::Channel<u64, L>>>("watch::Recv", 8),
            row::<watch::Receive<'_, &watch::Channel<u64, L>>>("watch::Receive", 9),
            row::<watch::Closed<'_, &watch::Channel<u64, L>>>("watch::Closed", 6),
        ],
    );
}

/// The words of the channels that keep their sides on cache lines of their own where that pays.
struct Channels {
    lite: usize,
    spsc: usize,
    mpsc: usize,
    mpmc: usize,
    watch: usize,
}

fn check_channels<S: Store<Item = u64>, L: RawLock>(flavor: &str, words: Channels) {
    check(
        &format!("channels for one word, or for four, {flavor}"),
        &[
            row::<oneshot::Oneshot<(), L>>("Oneshot<()>", 6),
            row::<oneshot::Oneshot<u64, L>>("Oneshot<u64>", 7),
            row::<oneshot::lite::Oneshot<bool, L>>("lite::Oneshot<bool>", words.lite),
            row::<oneshot_broadcast::Channel<(), L>>("oneshot_broadcast::Channel<()>", 5),
            row::<oneshot_broadcast::Channel<u64, L>>("oneshot_broadcast::Channel<u64>", 6),
            row::<Spsc<L>>("spsc::Channel<u64, 4>", words.spsc),
            row::<Queue<S, One, L>>("mpsc::Channel<u64, 4>", words.mpsc),
            row::<Queue<S, Many, L>>("mpmc::Channel<u64, 4>", words.mpmc),
            row::<priority::Channel<queue::InlineRanked<u64, 4>, L>>(
                "priority::Channel<u64, 4>",
                23,
            ),
            row::<rendezvous::Channel<(), L>>("rendezvous::Channel<()>", 12),
            row::<rendezvous::Channel<u64, L>>("rendezvous::Channel<u64>", 14),
            row::<exchange::Exchange<u64, L>>("Exchange<u64>", 4),
            row::<Broadcast<L>>("broadcast::Channel<u64, 4>", 34),
            row::<watch::Channel<u64, L>>("watch::Channel<u64>", words.watch),
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
    check_ends::<mpsc::InlineRing<u64, 4, StdLock>, StdLock>("for threads");
    check_futures_of_channels::<mpsc::InlineRing<u64, 4, StdLock>, StdLock>("for threads");
    check_channels::<mpsc::InlineRing<u64, 4, StdLock>, StdLock>(
        "for threads",
        Channels { lite: 4, spsc: 48, mpsc: 64, mpmc: 64, watch: 80 },
    );
}

#[test]
fn the_local_flavor_has_the_words_that_its_documentation_says() {
    check_flavor::<LocalLock>("local");
    check_ends::<mpsc::InlineBuf<u64, 4>, LocalLock>("local");
    check_futures_of_channels::<mpsc::InlineBuf<u64, 4>, LocalLock>("local");
    check_channels::<mpsc::InlineBuf<u64, 4>, LocalLock>(
        "local",
        Channels { lite: 3, spsc: 23, mpsc: 15, mpmc: 14, watch: 29 },
    );
}

#[test]
#[cfg(feature = "critical-section")]
fn the_critical_flavor_has_the_words_that_its_documentation_says() {
    check_flavor::<wakeful::lock::CriticalSectionLock>("critical");
}

fn check_timers<L: RawLock>(flavor: &str) {
    type Mock<L, Q> = Timers<MockClock<L>, L, Q>;
    type Reach<'a, L> = &'a Mock<L, Heap>;
    check(
        &format!("time, {flavor}"),
        &[
            row::<MockClock<L>>("MockClock", 3),
            row::<Timers<StdClock, L, Heap>>("Timers, heap", 4),
            row::<Timers<StdClock, L, Wheel>>("Timers, wheel", 721),
            row::<Sleep<Reach<'_, L>>>("Sleep<&_>", 9),
            row::<Sleep<Arc<Mock<L, Wheel>>>>("Sleep<Arc<_>>", 9),
            row::<Interval<Reach<'_, L>>>("Interval<&_>", 4),
            row::<Tick<'_, Reach<'_, L>>>("Tick<&_>", 10),
            row::<Timeout<Ready<u64>, Reach<'_, L>>>("Timeout<Ready<u64>, &_>", 14),
        ],
    );
}

#[test]
fn timers_are_small() {
    check_timers::<LocalLock>("local");
    check_timers::<StdLock>("threads");
    check("time of the process", &[row::<Sleep<Global>>("Sleep", 8)]);
}

#[test]
fn combinators_are_small() {
    type Two = (Ready<u64>, Ready<u64>);
    check(
        "combinators; a Ready<u64> is 2 words",
        &[
            row::<JoinAll<Two>>("JoinAll<(Ready, Ready)>", 12),
            row::<JoinAll<[Ready<u64>; 16]>>("JoinAll<[Ready; 16]>", 40),
            row::<JoinAll<Vec<Ready<u64>>>>("JoinAll<Vec<Ready>>", 11),
            row::<RaceAll<Two>>("RaceAll<(Ready, Ready)>", 12),
            row::<SelectAll<[Ready<u64>; 16]>>("SelectAll<[Ready; 16]>", 40),
            row::<Fused<Ready<u64>>>("Fused<Ready>", 3),
            row::<Group<Ready<u64>>>("Group", 19),
            row::<WakerPool<1>>("WakerPool<1>", 32),
        ],
    );
}

#[test]
fn handles_of_executors_are_small() {
    check(
        "blocking work",
        &[
            row::<Unblock<[u64; 9]>>("Unblock", 2),
            row::<UnblockIter<[u64; 9]>>("UnblockIter", 2),
            row::<NextItem<'_, u64>>("NextItem", 1),
            row::<BlockingPool>("BlockingPool", 1),
        ],
    );
    check(
        "scopes",
        &[
            row::<scope::Scope<'_>>("Scope", 1),
            row::<scope::ScopedHandle<[u64; 9]>>("ScopedHandle", 1),
            row::<scope::local::Cancel<u64>>("Cancel", 1),
        ],
    );
}

#[test]
fn static_executors_are_slots_and_little_more() {
    check(
        "static executors, by compare-exchange; a ThreadPark is 2 words",
        &[
            row::<ThreadPark>("ThreadPark", 2),
            row::<StaticExecutor<(), 1>>("StaticExecutor<(), 1>", 16),
            row::<StaticExecutor<ThreadPark, 16>>("StaticExecutor<ThreadPark, 16>", 144),
            row::<StaticExecutor<ThreadPark, 16, 3>>("StaticExecutor<ThreadPark, 16, 3>", 144),
            row::<TaskCell<0>>("TaskCell<0>", 8),
            row::<TaskCell<64>>("TaskCell<64>", 16),
            row::<StaticJoinHandle<u64, StdLock>>("StaticJoinHandle<u64>", 1),
        ],
    );
    check(
        "static executors, with a lock of a word",
        &[row::<Cell<StdLock, 64>>("TaskCell<64>", 18)],
    );
}
