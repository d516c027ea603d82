//! The locks and the signals.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use crate::allocator::allocations;
use crate::tasks::Tasks;
use wakeful::lock::{LocalLock, RawLock, StdLock};
use wakeful::sync::OwnedCancellationToken;
use wakeful::sync::generic::{
    AutoResetEvent, Barrier, CancellationToken, Condvar, Latch, ManualResetEvent, Mutex, Notify,
    OnceCell, RwLock, Semaphore, SingleWaiterNotify, WaitGroup,
};

fn no_allocation_with<L: RawLock>() {
    let tasks = Tasks::new();
    let ((), count) = allocations(|| locks::<L>(&tasks));
    assert_eq!(count, 0, "locks");
    let ((), count) = allocations(|| signals::<L>(&tasks));
    assert_eq!(count, 0, "signals");
    let ((), count) = allocations(|| counters::<L>(&tasks));
    assert_eq!(count, 0, "counters");
}

fn locks<L: RawLock>(tasks: &Tasks) {
    for mutex in [Mutex::<u32, L>::new(0), Mutex::fair(0)] {
        let guard = mutex.try_lock();
        drop(tasks.wait(mutex.lock(), mutex.lock(), || drop(guard)));
    }
    for lock in [RwLock::<u32, L>::new(0), RwLock::fair(0)] {
        let guard = lock.try_write();
        drop(tasks.wait(lock.read(), lock.read(), || drop(guard)));
        let guard = lock.try_read();
        drop(tasks.wait(lock.write(), lock.write(), || drop(guard)));
        let guard = lock.try_upgradable_read();
        drop(tasks.wait(lock.upgradable_read(), lock.upgradable_read(), || drop(guard)));
    }
    for semaphore in [Semaphore::<L>::new(0), Semaphore::fair(0)] {
        let pair = (semaphore.acquire_many(2), semaphore.acquire_many(2));
        assert!(tasks.wait(pair.0, pair.1, || semaphore.release(2)).is_ok());
        let pair = (semaphore.acquire_many(3), semaphore.acquire_many(3));
        assert!(tasks.wait(pair.0, pair.1, || semaphore.close()).is_err());
    }
}

fn signals<L: RawLock>(tasks: &Tasks) {
    let manual = ManualResetEvent::<L>::new(false);
    tasks.wait(manual.wait(), manual.wait(), || manual.set());
    let auto = AutoResetEvent::<L>::new(false);
    tasks.wait(auto.wait(), auto.wait(), || auto.set());
    let notify = Notify::<L>::new();
    tasks.wait(notify.notified(), notify.notified(), || notify.notify_one());
    tasks.wait(notify.notified(), notify.notified(), || notify.notify_last());
    tasks.wait(notify.notified(), notify.notified(), || notify.notify_waiters());
    let single = SingleWaiterNotify::<L>::new();
    let mut notified = pin!(single.notified());
    assert!(tasks.poll(0, notified.as_mut()).is_pending());
    single.notify_one();
    assert!(tasks.poll(0, notified).is_ready());
    let (mutex, condvar) = (Mutex::<u32, L>::new(0), Condvar::<L>::new());
    let park = async || condvar.wait(mutex.lock().await).await;
    drop(tasks.wait(park(), park(), || condvar.notify_one()));
    drop(tasks.wait(park(), park(), || condvar.notify_all()));
    let token = CancellationToken::<L>::new();
    let child = token.child_token();
    tasks.wait(child.cancelled(), child.cancelled(), || token.cancel());
}

fn counters<L: RawLock>(tasks: &Tasks) {
    let latch = Latch::<L>::new(1);
    tasks.wait(latch.wait(), latch.wait(), || latch.count_down());
    let group = WaitGroup::<L>::new();
    let worker = group.worker();
    tasks.wait(group.wait(), group.wait(), || drop(worker));
    let barrier = Barrier::<L>::new(3);
    let follower = tasks.wait(barrier.wait(), barrier.wait(), || {
        let (mut second, mut third) = (pin!(barrier.wait()), pin!(barrier.wait()));
        assert!(tasks.poll(0, second.as_mut()).is_pending());
        assert!(tasks.poll(0, third.as_mut()).is_ready());
    });
    assert!(!follower.is_leader());
    let cell = OnceCell::<u32, L>::new();
    let may_fill = Cell::new(false);
    let value = poll_fn(|_| if may_fill.get() { Poll::Ready(1) } else { Poll::Pending });
    let mut filler = pin!(cell.get_or_init(|| value));
    assert!(tasks.poll(0, filler.as_mut()).is_pending());
    let init = async || *cell.get_or_init(async || 2).await;
    let value = tasks.wait(init(), init(), || {
        may_fill.set(true);
        assert!(tasks.poll(0, filler.as_mut()).is_ready());
    });
    assert_eq!(value, 1);
}

#[test]
fn c8_threads_wait_without_heap() {
    no_allocation_with::<StdLock>();
}

#[test]
fn c8_one_thread_waits_without_heap() {
    no_allocation_with::<LocalLock>();
}

#[test]
#[cfg(feature = "critical-section")]
fn c8_critical_sections_wait_without_heap() {
    no_allocation_with::<wakeful::lock::CriticalSectionLock>();
}

#[test]
#[cfg(feature = "lock_api")]
fn c8_locks_of_others_wait_without_heap() {
    no_allocation_with::<wakeful::lock::LockApi<parking_lot::RawMutex>>();
}

#[test]
fn c8_handles_are_all_that_owned_futures_cost() {
    let (mutex, count) = allocations(|| Arc::new(wakeful::sync::Mutex::new(0)));
    assert_eq!(count, 1);
    let tasks = Tasks::new();
    let ((), count) = allocations(|| {
        let guard = mutex.try_lock_owned();
        drop(tasks.wait(mutex.lock_owned(), mutex.lock_owned(), || drop(guard)));
    });
    assert_eq!(count, 0);
}

#[test]
fn c8_a_token_of_a_tree_is_one_allocation() {
    let (root, count) = allocations(OwnedCancellationToken::new);
    assert_eq!(count, 1);
    let (child, count) = allocations(|| root.child_token());
    assert_eq!(count, 1);
    let tasks = Tasks::new();
    let ((), count) = allocations(|| {
        let same = child.clone();
        tasks.wait(same.cancelled(), same.cancelled(), || root.cancel());
    });
    assert_eq!(count, 0, "to wait and to cancel");
}
