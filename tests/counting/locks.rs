//! What the locks and the signals cost.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};

use wakeful::lock::{LocalLock, RawLock, StdLock};
use wakeful::sync::generic::{
    AutoResetEvent, Latch, ManualResetEvent, Mutex, Notify, OnceCell, RwLock, Semaphore,
    SingleWaiterNotify,
};
use wakeful::wait::WakerCell;

use crate::lock::{CountingLock, Counts, counted};
use crate::task::ready;

/// What `step` costs. It runs once before, so that nothing is counted that happens once.
fn cost(mut step: impl FnMut()) -> Counts {
    step();
    counted(step).0
}

fn writes(writes: usize) -> Counts {
    Counts { writes, locks: 0 }
}

type Std = CountingLock<StdLock>;

#[test]
fn a_lock_and_an_unlock_are_two_writes() {
    let mutex: Mutex<u32, Std> = Mutex::new(0);
    assert_eq!(cost(|| *ready(mutex.lock()) += 1), writes(2));
    assert_eq!(cost(|| *mutex.try_lock().expect("it is free") += 1), writes(2));
    assert_eq!(cost(|| assert!(!mutex.is_locked())), writes(0));
    let fair: Mutex<u32, Std> = Mutex::fair(0);
    assert_eq!(cost(|| *ready(fair.lock()) += 1), writes(2));
}

#[test]
fn each_access_of_a_reader_writer_lock_is_two_writes() {
    let lock: RwLock<u32, Std> = RwLock::new(0);
    assert_eq!(cost(|| assert!(*ready(lock.read()) < 10)), writes(2));
    assert_eq!(cost(|| *ready(lock.write()) += 1), writes(2));
    assert_eq!(cost(|| assert!(*ready(lock.upgradable_read()) < 10)), writes(2));
    assert_eq!(cost(|| drop(ready(lock.write()).downgrade())), writes(3));
    assert_eq!(cost(|| drop(ready(ready(lock.upgradable_read()).upgrade()))), writes(4));
}

#[test]
fn an_acquire_and_a_release_are_two_writes() {
    let semaphore: Semaphore<Std> = Semaphore::new(5);
    assert_eq!(cost(|| drop(ready(semaphore.acquire()))), writes(2));
    assert_eq!(cost(|| drop(ready(semaphore.acquire_many(5)))), writes(2));
    assert_eq!(cost(|| drop(semaphore.try_acquire())), writes(2));
    assert_eq!(cost(|| semaphore.release(1)), writes(1));
    assert_eq!(cost(|| assert!(semaphore.available_permits() > 4)), writes(0));
}

#[test]
fn signals_that_nobody_waits_for_are_one_write() {
    let event: ManualResetEvent<Std> = ManualResetEvent::new(true);
    assert_eq!(cost(|| ready(event.wait())), writes(0));
    assert_eq!(cost(|| event.set()), writes(1));
    let turn: AutoResetEvent<Std> = AutoResetEvent::new(false);
    assert_eq!(cost(|| turn.set()), writes(1));
    let notify: Notify<Std> = Notify::new();
    assert_eq!(cost(|| notify.notify_one()), writes(1));
    assert_eq!(cost(|| notify.notify_waiters()), writes(1));
    assert_eq!(cost(|| drop(notify.notified())), writes(0));
    let single: SingleWaiterNotify<Std> = SingleWaiterNotify::new();
    assert_eq!(cost(|| single.notify_one()), writes(1));
    let latch: Latch<Std> = Latch::new(100);
    assert_eq!(cost(|| latch.count_down()), writes(1));
    let cell: OnceCell<u32, Std> = OnceCell::from_value(1);
    assert_eq!(cost(|| assert_eq!(cell.get(), Some(&1))), writes(0));
}

#[test]
fn a_waker_cell_is_two_writes_to_register_and_one_to_wake_nobody() {
    let cell: WakerCell<Std> = WakerCell::new();
    assert_eq!(cost(|| cell.wake()), writes(1));
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(wakes.clone());
    let again = cost(|| cell.register(&waker));
    // Miri gives a vtable another address at each use, so that no waker is the same as another.
    if !cfg!(miri) {
        assert_eq!(again, writes(2));
    }
    assert_eq!(Arc::strong_count(&wakes), 3, "registered again, it is not cloned again");
    assert_eq!(cost(|| cell.wake()), writes(1));
    assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
}

#[test]
fn the_local_flavor_passes_its_flag_once_an_operation_and_has_no_atomics() {
    const { assert!(!LocalLock::LOCK_FREE, "its word is a plain cell") };
    type Local = CountingLock<LocalLock>;
    let mutex: Mutex<u32, Local> = Mutex::new(0);
    assert_eq!(cost(|| *ready(mutex.lock()) += 1), Counts { writes: 0, locks: 2 });
    let semaphore: Semaphore<Local> = Semaphore::new(5);
    assert_eq!(cost(|| drop(ready(semaphore.acquire()))), Counts { writes: 0, locks: 2 });
    let event: ManualResetEvent<Local> = ManualResetEvent::new(true);
    assert_eq!(cost(|| ready(event.wait())), Counts { writes: 0, locks: 1 });
}

/// A waker that counts what is done with it.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn poll<F: Future>(future: &mut Pin<Box<F>>, waker: &Waker) -> bool {
    future.as_mut().poll(&mut Context::from_waker(waker)).is_ready()
}

#[test]
fn a_hand_over_is_one_wake_and_one_poll_with_any_number_of_waiters() {
    for waiters in [1, 2, 10, 64] {
        let mutex: Mutex<u32, StdLock> = Mutex::new(0);
        let first = mutex.try_lock().expect("it is free");
        let counted: Vec<_> = (0..waiters).map(|_| Arc::new(Wakes::default())).collect();
        let wakers: Vec<Waker> = counted.iter().map(|wakes| wakes.clone().into()).collect();
        let mut queue: Vec<_> = wakers.iter().map(|_| Box::pin(mutex.lock())).collect();
        for (future, waker) in queue.iter_mut().zip(&wakers) {
            assert!(!poll(future, waker));
            assert_eq!(Arc::strong_count(&counted[0]), 3, "one clone for a wait");
        }
        drop(first);
        for (turn, future) in queue.iter_mut().enumerate() {
            let woken = |wakes: &Arc<Wakes>| wakes.0.load(Ordering::Relaxed);
            for (index, wakes) in counted.iter().enumerate() {
                assert_eq!(woken(wakes), usize::from(index <= turn), "turn {turn} of {waiters}");
            }
            assert!(poll(future, &wakers[turn]));
        }
    }
}

#[test]
fn a_contended_hand_over_takes_the_lock_once_in_each_of_its_three_steps() {
    let mutex: Mutex<u32, Std> = Mutex::new(0);
    let counts = cost(|| {
        let guard = mutex.try_lock().expect("it is free");
        let mut waiter = Box::pin(mutex.lock());
        assert!(!poll(&mut waiter, Waker::noop()));
        drop(guard);
        assert!(poll(&mut waiter, Waker::noop()));
        assert!(!mutex.is_locked(), "the guard that the poll made was dropped");
    });
    // Queue, offer, take; and each publishes its flags by one exchange at most, beside the lock,
    // the unlock, and the unlock at the end.
    assert_eq!(counts, Counts { writes: 6, locks: 3 });
}
