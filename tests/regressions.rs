//! Corners that the other tests come by too rarely.

#![cfg(feature = "std")]

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};

use wakeful::sync::{
    Condvar, ManualResetEvent, Mutex, Notify, OwnedCancellationToken, RwLock, RwLockWriteGuard,
    Semaphore,
};

struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn counter() -> (Arc<Wakes>, Waker) {
    let wakes = Arc::new(Wakes(AtomicUsize::new(0)));
    (wakes.clone(), wakes.into())
}

fn poll<F: Future>(future: &mut Pin<&mut F>, waker: &Waker) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(waker))
}

fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll(&mut future, Waker::noop())
}

fn an_upgrade_goes_before_a_waiting_writer(lock: RwLock<u32>) {
    let seen = lock.try_upgradable_read().expect("nobody has it");
    let mut writer = pin!(lock.write());
    assert!(poll_once(writer.as_mut()).is_pending());
    // Often enough for the writer to be served strictly, if it is not anyway.
    for _ in 0..8 {
        drop(lock.try_read());
    }
    let mut upgrade = pin!(seen.upgrade());
    let Poll::Ready(guard) = poll_once(upgrade.as_mut()) else {
        panic!("the upgrade waits for a writer that waits for it");
    };
    drop::<RwLockWriteGuard<'_, u32>>(guard);
    assert!(poll_once(writer.as_mut()).is_ready());
}

#[test]
fn an_upgrade_goes_before_a_waiting_writer_in_a_fair_lock() {
    an_upgrade_goes_before_a_waiting_writer(RwLock::fair(0));
}

#[test]
fn an_upgrade_goes_before_a_writer_that_is_served_strictly() {
    an_upgrade_goes_before_a_waiting_writer(RwLock::new(0));
}

#[test]
fn try_upgrade_needs_only_that_nobody_else_reads() {
    let lock = RwLock::fair(0);
    let seen = lock.try_upgradable_read().expect("nobody has it");
    let mut writer = pin!(lock.write());
    assert!(poll_once(writer.as_mut()).is_pending());
    let guard = seen.try_upgrade().expect("nobody else reads");
    assert!(lock.try_read().is_err());
    drop(guard);
    assert!(poll_once(writer.as_mut()).is_ready());
}

#[test]
fn notify_waiters_leaves_no_permit_behind_that_was_for_a_waiter() {
    let notify = Notify::new();
    let mut first = pin!(notify.notified());
    assert!(poll_once(first.as_mut()).is_pending());
    notify.notify_one();
    notify.notify_waiters();
    assert!(poll_once(first.as_mut()).is_ready());
    assert!(poll_once(pin!(notify.notified())).is_pending());
}

#[test]
fn notify_waiters_keeps_the_permit_that_is_stored() {
    let notify = Notify::new();
    let mut first = pin!(notify.notified());
    assert!(poll_once(first.as_mut()).is_pending());
    notify.notify_one();
    notify.notify_one();
    notify.notify_waiters();
    assert!(poll_once(first.as_mut()).is_ready());
    assert!(poll_once(pin!(notify.notified())).is_ready());
    assert!(poll_once(pin!(notify.notified())).is_pending());
}

#[test]
fn notify_last_wakes_the_last_and_then_the_one_before() {
    let notify = Notify::new();
    let (wakes, wakers): (Vec<_>, Vec<_>) = (0..4).map(|_| counter()).unzip();
    let mut waiters: Vec<_> = wakers.iter().map(|_| Box::pin(notify.notified())).collect();
    for (waiter, waker) in waiters.iter_mut().zip(&wakers) {
        assert!(poll(&mut waiter.as_mut(), waker).is_pending());
    }
    for expected in [[0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]] {
        notify.notify_last();
        let woken: Vec<_> = wakes.iter().map(|wakes| wakes.0.load(Ordering::Relaxed)).collect();
        assert_eq!(woken, expected);
    }
}

/// A waker that releases a permit when it is cloned, and whose clone panics when it is dropped.
fn spiteful(semaphore: &'static Semaphore) -> Waker {
    fn clone(semaphore: *const ()) -> RawWaker {
        // SAFETY: made of a `&'static Semaphore`.
        unsafe { &*semaphore.cast::<Semaphore>() }.release(1);
        static CLONE: RawWakerVTable =
            RawWakerVTable::new(clone, |_| {}, |_| {}, |_| panic!("dropped on purpose"));
        RawWaker::new(semaphore, &CLONE)
    }
    static ORIGINAL: RawWakerVTable = RawWakerVTable::new(clone, |_| {}, |_| {}, |_| {});
    // SAFETY: the functions do nothing but what is said above; a `Semaphore` is `Sync`.
    unsafe { Waker::from_raw(RawWaker::new((&raw const *semaphore).cast(), &ORIGINAL)) }
}

#[test]
fn a_grant_is_given_back_if_dropping_the_unused_waker_panics() {
    static SEMAPHORE: Semaphore = Semaphore::new(0);
    let waker = spiteful(&SEMAPHORE);
    let panicked = std::panic::catch_unwind(|| {
        let mut acquire = pin!(SEMAPHORE.acquire());
        let _ = acquire.as_mut().poll(&mut Context::from_waker(&waker));
    });
    assert!(panicked.is_err());
    assert_eq!(SEMAPHORE.available_permits(), 1);
}

/// A waker that panics with something that panics when it is dropped.
struct Bomb;

struct Splinter;

impl Drop for Splinter {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("a payload that panics");
        }
    }
}

impl Wake for Bomb {
    fn wake(self: Arc<Self>) {
        std::panic::panic_any(Splinter);
    }
}

#[test]
fn payloads_that_panic_keep_nobody_asleep() {
    let event = ManualResetEvent::new(false);
    let (wakes, counting) = counter();
    let bomb = Waker::from(Arc::new(Bomb));
    let mut waiters: Vec<_> = (0..6).map(|_| Box::pin(event.wait())).collect();
    for (index, waiter) in waiters.iter_mut().enumerate() {
        let waker = if index < 3 { &bomb } else { &counting };
        assert!(poll(&mut waiter.as_mut(), waker).is_pending());
    }
    let panic = std::panic::catch_unwind(AssertUnwindSafe(|| event.set()));
    std::mem::forget(panic);
    assert_eq!(wakes.0.load(Ordering::Relaxed), 3);
}

#[test]
fn the_deepest_tree_of_tokens_is_cancelled_and_dropped() {
    let root = OwnedCancellationToken::new();
    let mut leaf = root.clone();
    for _ in 0..OwnedCancellationToken::MAX_DEPTH {
        leaf = leaf.child_token();
    }
    let too_deep = std::panic::catch_unwind(AssertUnwindSafe(|| leaf.child_token()));
    assert!(too_deep.is_err());
    root.cancel();
    assert!(leaf.is_cancelled());
    assert!(poll_once(pin!(leaf.cancelled())).is_ready());
}

#[test]
fn a_token_that_is_cancelled_already_runs_nothing() {
    let token = OwnedCancellationToken::new();
    token.cancel();
    let mut polled = false;
    let run = token.run_until_cancelled(async { polled = true });
    assert!(matches!(poll_once(pin!(run)), Poll::Ready(None)));
    assert!(!polled);
}

#[test]
fn a_waiter_that_is_dropped_before_any_notification_wakes_nobody() {
    let (mutex, condvar) = (Mutex::new(()), Condvar::new());
    let lock = || mutex.try_lock().expect("nobody has it");
    let mut first = Box::pin(condvar.wait(lock()));
    assert!(poll_once(first.as_mut()).is_pending());
    let mut second = pin!(condvar.wait(lock()));
    let (wakes, waker) = counter();
    assert!(poll(&mut second.as_mut(), &waker).is_pending());
    drop(first);
    assert_eq!(wakes.0.load(Ordering::Relaxed), 0);
    assert!(poll(&mut second.as_mut(), &waker).is_pending());
}

#[test]
fn a_newcomer_may_take_what_a_forgotten_future_was_offered() {
    let mutex = Mutex::new(());
    let guard = mutex.try_lock().expect("nobody has it");
    let mut forgotten = Box::pin(mutex.lock());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    drop(guard);
    let forgotten = std::mem::ManuallyDrop::new(forgotten);
    assert!(mutex.try_lock().is_ok());
    // Not for ever, or the leak checker would find it.
    drop(std::mem::ManuallyDrop::into_inner(forgotten));
}

/// A waker whose clone panics.
fn brittle() -> std::mem::ManuallyDrop<Waker> {
    static TABLE: RawWakerVTable =
        RawWakerVTable::new(|_| panic!("cloned on purpose"), |_| {}, |_| {}, |_| {});
    // SAFETY: the functions touch nothing.
    std::mem::ManuallyDrop::new(unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), &TABLE)) })
}

#[test]
fn waiters_are_taken_along_to_their_own_mutex_only() {
    let (first, second, condvar) = (Mutex::new(1), Mutex::new(2), Condvar::new());
    let mut caller = Box::pin(condvar.wait(first.try_lock().expect("it is free")));
    assert!(poll_once(caller.as_mut()).is_pending());
    condvar.notify_all();
    let guard = first.try_lock().expect("it is free");
    // The caller has left the list when its waker panics, and has the others still to take along.
    let panicked = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let _ = caller.as_mut().poll(&mut Context::from_waker(&brittle()));
    }));
    assert!(panicked.is_err());
    // Tasks with another mutex come, and are called.
    let wait = || Box::pin(condvar.wait(second.try_lock().expect("it is free")));
    let mut called = wait();
    assert!(poll_once(called.as_mut()).is_pending());
    let mut summoned = wait();
    assert!(poll_once(summoned.as_mut()).is_pending());
    condvar.notify_all();
    drop(caller);
    drop(summoned);
    let mut next = Box::pin(first.lock());
    assert!(poll_once(next.as_mut()).is_pending());
    drop(guard);
    assert!(poll_once(next.as_mut()).is_ready());
    assert!(poll_once(called.as_mut()).is_ready());
}

#[test]
fn a_notification_survives_notify_waiters_if_its_waiter_is_dropped() {
    let notify = Notify::new();
    let mut first = Box::pin(notify.notified());
    assert!(poll_once(first.as_mut()).is_pending());
    notify.notify_one();
    notify.notify_waiters();
    drop(first);
    assert!(poll_once(pin!(notify.notified())).is_ready());
    assert!(poll_once(pin!(notify.notified())).is_pending());
}
