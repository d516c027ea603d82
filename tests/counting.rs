//! What operations cost: atomic read-modify-writes, passes under the lock, and sizes.

#![cfg(feature = "std")]

use core::sync::atomic::Ordering;
use std::cell::Cell;
use std::future::Future;
use std::marker::PhantomData;
use std::mem::{size_of, size_of_val};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use wakeful::lock::{LocalLock, RawLock, StdLock, Word};
use wakeful::sync::generic::{
    AutoResetEvent, Barrier, CancellationToken, Latch, ManualResetEvent, Mutex, Notify, OnceCell,
    RwLock, Semaphore, SingleWaiterNotify, WaitGroup,
};
use wakeful::sync::{self, local};
use wakeful::wait::{Policy, WaitQueue};

/// What an operation did to the lock and to the word beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cost {
    /// Read-modify-writes of the word.
    writes: usize,
    /// Passes under the lock.
    locks: usize,
}

impl Cost {
    const fn new(writes: usize, locks: usize) -> Self {
        Self { writes, locks }
    }
}

thread_local! {
    static COST: Cell<Cost> = const { Cell::new(Cost::new(0, 0)) };
}

fn add(writes: usize, locks: usize) {
    let cost = COST.get();
    COST.set(Cost::new(cost.writes + writes, cost.locks + locks));
}

fn cost_of<R>(f: impl FnOnce() -> R) -> Cost {
    COST.set(Cost::default());
    let result = f();
    let cost = COST.get();
    drop(result);
    cost
}

/// Any lock, counted.
struct Counted<L>(L);

// SAFETY: everything is done by the inner lock, on whose behalf the promises are made.
unsafe impl<L: RawLock> RawLock for Counted<L> {
    const NEW: Self = Self(L::NEW);
    const LOCK_FREE: bool = L::LOCK_FREE;
    const SPINS: u32 = L::SPINS;
    const PEEK: bool = L::PEEK;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        add(0, 1);
        self.0.with(f)
    }

    unsafe fn load(&self, word: &Word) -> usize {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.load(word) }
    }

    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: Ordering,
    ) -> Result<usize, usize> {
        add(1, 0);
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.compare_exchange(word, old, new, order) }
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        add(1, 0);
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.fetch_add(word, n, order) }
    }
}

fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("somebody had to wait"),
    }
}

/// What a flavor pays for two operations on the state that nobody contends for.
trait Flavor {
    type Lock: RawLock;
    /// A pair that takes and gives back.
    const PAIR: Cost;
    /// One change of the state.
    const CHANGE: Cost;
}

struct Threads;
struct Local;

impl Flavor for Threads {
    type Lock = Counted<StdLock>;
    const PAIR: Cost = Cost::new(2, 0);
    const CHANGE: Cost = Cost::new(1, 0);
}

// Every pass under the lock is a plain one: the writes counted are those of a cell.
impl Flavor for Local {
    type Lock = Counted<LocalLock>;
    const PAIR: Cost = Cost::new(2, 2);
    const CHANGE: Cost = Cost::new(1, 1);
}

#[test]
fn an_uncontended_pair_is_two_read_modify_writes_and_no_lock() {
    a_pair_costs::<Threads>();
    const { assert!(<Counted<StdLock> as RawLock>::LOCK_FREE) };
}

#[test]
fn the_local_flavor_uses_no_atomics() {
    a_pair_costs::<Local>();
    const { assert!(!<Counted<LocalLock> as RawLock>::LOCK_FREE) };
    const { assert!(!<LocalLock as RawLock>::PEEK) };
}

fn a_pair_costs<F: Flavor>() {
    let mutex = Mutex::<u32, F::Lock>::new(0);
    assert_eq!(cost_of(|| drop(now(mutex.lock()))), F::PAIR);
    assert_eq!(cost_of(|| drop(mutex.try_lock())), F::PAIR);
    let fair = Mutex::<u32, F::Lock>::fair(0);
    assert_eq!(cost_of(|| drop(now(fair.lock()))), F::PAIR);

    let lock = RwLock::<u32, F::Lock>::new(0);
    assert_eq!(cost_of(|| drop(now(lock.read()))), F::PAIR);
    assert_eq!(cost_of(|| drop(now(lock.upgradable_read()))), F::PAIR);
    assert_eq!(cost_of(|| drop(now(lock.write()))), F::PAIR);
    assert_eq!(cost_of(|| drop(lock.try_read())), F::PAIR);
    assert_eq!(cost_of(|| drop(lock.try_write())), F::PAIR);

    let semaphore = Semaphore::<F::Lock>::new(5);
    assert_eq!(cost_of(|| drop(now(semaphore.acquire()))), F::PAIR);
    assert_eq!(cost_of(|| drop(now(semaphore.acquire_many(3)))), F::PAIR);
    assert_eq!(cost_of(|| drop(semaphore.try_acquire())), F::PAIR);
}

#[test]
fn a_refusal_writes_nothing() {
    let mutex = Mutex::<u32, Counted<StdLock>>::new(0);
    let guard = now(mutex.lock());
    assert_eq!(cost_of(|| mutex.try_lock().is_err()), Cost::new(0, 0));
    drop(guard);
    let semaphore = Semaphore::<Counted<StdLock>>::new(0);
    assert_eq!(cost_of(|| semaphore.try_acquire().is_err()), Cost::new(0, 0));
}

#[test]
fn a_signal_that_nobody_waits_for_is_one_read_modify_write() {
    a_signal_costs::<Threads>();
    a_signal_costs::<Local>();
}

fn a_signal_costs<F: Flavor>() {
    let manual = ManualResetEvent::<F::Lock>::new(false);
    assert_eq!(cost_of(|| manual.set()), F::CHANGE);
    assert_eq!(cost_of(|| manual.set()), F::CHANGE);
    assert_eq!(cost_of(|| manual.reset()), F::CHANGE);
    let auto = AutoResetEvent::<F::Lock>::new(false);
    assert_eq!(cost_of(|| auto.set()), F::CHANGE);
    let notify = Notify::<F::Lock>::new();
    assert_eq!(cost_of(|| notify.notify_one()), F::CHANGE);
    assert_eq!(cost_of(|| notify.notify_waiters()), F::CHANGE);
    let latch = Latch::<F::Lock>::new(2);
    assert_eq!(cost_of(|| latch.count_down()), F::CHANGE);
    let group = WaitGroup::<F::Lock>::new();
    assert_eq!(cost_of(|| group.add(2)), F::CHANGE);
    assert_eq!(cost_of(|| group.done()), F::CHANGE);
    let token = CancellationToken::<F::Lock>::new();
    assert_eq!(cost_of(|| token.cancel()), F::CHANGE);
}

#[test]
fn what_is_open_already_is_passed_without_a_write() {
    let manual = ManualResetEvent::<Counted<StdLock>>::new(true);
    assert_eq!(cost_of(|| now(manual.wait())), Cost::new(0, 0));
    let latch = Latch::<Counted<StdLock>>::new(0);
    assert_eq!(cost_of(|| now(latch.wait())), Cost::new(0, 0));
    let token = CancellationToken::<Counted<StdLock>>::new();
    token.cancel();
    assert_eq!(cost_of(|| now(token.cancelled())), Cost::new(0, 0));
    let cell = OnceCell::<u32, Counted<StdLock>>::from_value(1);
    assert_eq!(cost_of(|| cell.get().copied()), Cost::new(0, 0));
    assert_eq!(cost_of(|| now(cell.get_or_init(async || 2))), Cost::new(0, 0));
}

struct Anything<R>(PhantomData<R>);

impl<R: Copy> Policy for Anything<R> {
    type Request = R;
    const EXCLUSIVE: bool = false;
    fn grant(state: usize, _: R) -> Option<usize> {
        Some(state)
    }
}

/// The sizes that are promised, in words; what they hold comes on top.
#[test]
#[cfg(target_pointer_width = "64")]
fn primitives_futures_and_guards_are_no_larger_than_promised() {
    const WORD: usize = size_of::<usize>();
    assert!(size_of::<WaitQueue<Anything<u32>, StdLock>>() <= 3 * WORD);
    assert!(size_of::<sync::Mutex<u32>>() <= 4 * WORD);
    assert!(size_of::<sync::Mutex<()>>() <= 3 * WORD);
    assert!(size_of::<local::Mutex<u32>>() <= 4 * WORD);
    assert!(size_of::<sync::RwLock<u32>>() <= 4 * WORD);
    assert!(size_of::<sync::Semaphore>() <= 3 * WORD);
    assert!(size_of::<sync::ManualResetEvent>() <= 3 * WORD);
    assert!(size_of::<sync::AutoResetEvent>() <= 3 * WORD);
    assert!(size_of::<sync::Notify>() <= 3 * WORD);
    assert!(size_of::<SingleWaiterNotify<StdLock>>() <= 6 * WORD);
    assert!(size_of::<sync::Condvar>() <= 4 * WORD);
    assert!(size_of::<sync::Barrier>() <= 4 * WORD);
    assert!(size_of::<sync::Latch>() <= 3 * WORD);
    assert!(size_of::<sync::WaitGroup>() <= 3 * WORD);
    assert!(size_of::<sync::OnceCell<u64>>() <= 4 * WORD);
    assert!(size_of::<sync::CancellationToken>() <= 3 * WORD);
    assert!(size_of::<sync::OwnedCancellationToken>() == WORD);

    let mutex = sync::Mutex::new(0);
    assert!(size_of_val(&mutex.lock()) <= 6 * WORD);
    let lock = sync::RwLock::new(0);
    assert!(size_of_val(&lock.read()) <= 6 * WORD);
    assert!(size_of_val(&lock.write()) <= 6 * WORD);
    assert!(size_of_val(&lock.upgradable_read()) <= 6 * WORD);
    let reader = now(lock.upgradable_read());
    assert!(size_of_val(&reader.upgrade()) <= 6 * WORD);
    assert!(size_of_val(&sync::Semaphore::new(0).acquire()) <= 6 * WORD);
    assert!(size_of_val(&sync::ManualResetEvent::new(false).wait()) <= 6 * WORD);
    assert!(size_of_val(&sync::AutoResetEvent::new(false).wait()) <= 6 * WORD);
    assert!(size_of_val(&sync::Notify::new().notified()) <= 6 * WORD);
    assert!(size_of_val(&sync::SingleWaiterNotify::new().notified()) == WORD);
    assert!(size_of_val(&sync::Latch::new(1).wait()) <= 6 * WORD);
    assert!(size_of_val(&sync::WaitGroup::new().wait()) <= 6 * WORD);
    assert!(size_of_val(&sync::CancellationToken::new().cancelled()) <= 6 * WORD);
    assert!(size_of_val(&sync::Barrier::new(2).wait()) <= 7 * WORD);
    let condvar = sync::Condvar::new();
    assert!(size_of_val(&condvar.wait(now(mutex.lock()))) <= 8 * WORD);

    assert_eq!(size_of::<sync::MutexGuard<'_, u32>>(), WORD);
    assert_eq!(size_of::<sync::OwnedMutexGuard<u32>>(), WORD);
    assert_eq!(size_of::<sync::RwLockReadGuard<'_, u32>>(), WORD);
    assert_eq!(size_of::<sync::RwLockWriteGuard<'_, u32>>(), WORD);
    assert!(size_of::<sync::SemaphorePermit<'_>>() <= 2 * WORD);
    assert!(size_of::<sync::MappedMutexGuard<'_, u32, u8>>() <= 2 * WORD);
    let _ = Barrier::<StdLock>::new(1);
}
