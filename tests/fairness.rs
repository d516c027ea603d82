//! How long a waiter can be passed by: the bound that barging keeps, and strict order.

#![cfg(feature = "std")]

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use wakeful::sync::{Mutex, RwLock, Semaphore};
use wakeful::wait::LOST_POLLS;

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_waiter_that_lost_often_enough_is_served_next() {
    let mutex = Mutex::new(());
    let mut guard = mutex.try_lock().expect("nobody has it");
    let mut waiter = pin!(mutex.lock());
    assert!(poll(waiter.as_mut()).is_pending());
    for _ in 0..LOST_POLLS {
        drop(guard);
        // Woken, but a newcomer is quicker.
        guard = mutex.try_lock().expect("newcomers may still take it");
        assert!(poll(waiter.as_mut()).is_pending());
    }
    drop(guard);
    assert!(mutex.try_lock().is_err(), "the mutex is the waiter's");
    assert!(poll(waiter.as_mut()).is_ready());
    assert!(mutex.try_lock().is_ok(), "newcomers may take it again");
}

#[test]
fn what_was_granted_strictly_is_given_back_when_its_future_is_dropped() {
    let mutex = Mutex::fair(());
    let guard = mutex.try_lock().expect("nobody has it");
    let mut first = Box::pin(mutex.lock());
    let mut second = pin!(mutex.lock());
    assert!(poll(first.as_mut()).is_pending());
    assert!(poll(second.as_mut()).is_pending());
    drop(guard);
    assert!(poll(second.as_mut()).is_pending(), "it is the first one's turn");
    drop(first);
    assert!(poll(second.as_mut()).is_ready());
}

#[test]
fn a_writer_is_passed_by_readers_a_few_times_only() {
    let lock = RwLock::new(());
    let mut reader = lock.try_read().expect("nobody writes");
    let mut writer = pin!(lock.write());
    assert!(poll(writer.as_mut()).is_pending());
    let mut passed = 0;
    // Readers that overlap, so that the lock is never free.
    while let Ok(next) = lock.try_read() {
        reader = next;
        passed += 1;
        assert!(passed < 100, "the writer starves");
    }
    assert!(passed >= 1, "a waiting writer does not stop readers at once");
    drop(reader);
    assert!(poll(writer.as_mut()).is_ready());
}

#[test]
fn a_large_request_is_passed_by_small_ones_a_few_times_only() {
    let semaphore = Semaphore::new(3);
    let mut small = semaphore.try_acquire().expect("there are three");
    let mut large = pin!(semaphore.acquire_many(3));
    assert!(poll(large.as_mut()).is_pending());
    let mut passed = 0;
    while let Ok(next) = semaphore.try_acquire() {
        small = next;
        passed += 1;
        assert!(passed < 100, "the large request starves");
    }
    drop(small);
    assert!(poll(large.as_mut()).is_ready());
}

#[test]
fn strict_order_is_the_order_of_the_first_polls() {
    let semaphore = Semaphore::fair(0);
    let mut waiters: Vec<_> = (0..5).map(|_| Box::pin(semaphore.acquire())).collect();
    for waiter in &mut waiters {
        assert!(poll(waiter.as_mut()).is_pending());
    }
    for turn in 0..waiters.len() {
        semaphore.release(1);
        assert!(semaphore.try_acquire().is_err(), "a newcomer overtook");
        for (index, waiter) in waiters.iter_mut().enumerate().skip(turn) {
            match poll(waiter.as_mut()) {
                Poll::Ready(permit) => {
                    assert_eq!(index, turn);
                    permit.expect("nobody closes it").forget();
                    break;
                }
                Poll::Pending => assert_ne!(index, turn, "the first in line was not served"),
            }
        }
    }
}
