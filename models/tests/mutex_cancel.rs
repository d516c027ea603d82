//! A waiter for a mutex that is dropped takes nothing with it: neither the mutex nor a wake-up.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, model, share, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic::Mutex;

type Lock = Mutex<Watched, LoomLock>;

fn mutex() -> Arc<Lock> {
    share(Mutex::new(Watched::new(0)))
}

/// Locks, adds one, unlocks.
fn increment<L: ThreadSafe>(mutex: &Mutex<Watched, L>) {
    block_on(async { mutex.lock().await.increment() });
}

/// The mutex is free at the end, and this is what it guards.
fn assert_free<L: ThreadSafe>(mutex: &Mutex<Watched, L>, expected: u32) {
    let guard = mutex.try_lock().expect("the mutex stays locked");
    assert_eq!(guard.get(), expected);
}

/// Two wait; the holder releases while the first of them cancels; the second runs.
fn a_release_meets_a_cancel<L: ThreadSafe + 'static>(mutex: fn(Watched) -> Mutex<Watched, L>) {
    model(move || {
        let mutex = share(mutex(Watched::new(0)));
        let guard = mutex.try_lock_owned().unwrap();
        let first = Task::waiting(mutex.lock_owned());
        let second = Task::waiting(mutex.lock_owned());
        let releaser = thread::spawn(move || drop(guard));
        let canceller = thread::spawn(move || drop(first));
        second.run().increment();
        releaser.join().unwrap();
        canceller.join().unwrap();
        assert_free(&mutex, 1);
    });
}

#[test]
fn a_cancelled_waiter_passes_its_offer_on() {
    a_release_meets_a_cancel::<LoomLock>(Mutex::new);
}

#[test]
fn a_cancelled_waiter_gives_back_what_it_was_granted() {
    a_release_meets_a_cancel::<LoomLock>(Mutex::fair);
}

#[test]
fn a_cancelled_waiter_for_a_plain_word_passes_its_offer_on() {
    a_release_meets_a_cancel::<LoomPlainLock>(Mutex::new);
}

#[test]
fn a_woken_waiter_that_is_dropped_wakes_the_next() {
    small_model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock().unwrap();
        let first = Task::waiting(mutex.lock_owned());
        let second = Task::waiting(mutex.lock_owned());
        drop(guard);
        let canceller = thread::spawn(move || drop(first));
        second.run().increment();
        canceller.join().unwrap();
        assert_free(&mutex, 1);
    });
}

#[test]
fn a_woken_waiter_is_dropped_while_a_newcomer_locks() {
    model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock().unwrap();
        let first = Task::waiting(mutex.lock_owned());
        drop(guard);
        let newcomer = Arc::clone(&mutex);
        let newcomer = thread::spawn(move || increment(&newcomer));
        let canceller = thread::spawn(move || drop(first));
        increment(&mutex);
        newcomer.join().unwrap();
        canceller.join().unwrap();
        assert_free(&mutex, 2);
    });
}

#[test]
fn the_last_waiter_cancels_against_a_release() {
    small_model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock_owned().unwrap();
        let waiter = Task::waiting(mutex.lock_owned());
        let releaser = thread::spawn(move || drop(guard));
        drop(waiter);
        releaser.join().unwrap();
        assert_free(&mutex, 0);
    });
}

#[test]
fn a_newcomer_joins_while_a_waiter_cancels() {
    model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock_owned().unwrap();
        let waiter = Task::waiting(mutex.lock_owned());
        let newcomer = Arc::clone(&mutex);
        let newcomer = thread::spawn(move || increment(&newcomer));
        let canceller = thread::spawn(move || drop(waiter));
        drop(guard);
        newcomer.join().unwrap();
        canceller.join().unwrap();
        assert_free(&mutex, 1);
    });
}

#[test]
fn an_offer_is_dropped_while_the_newcomer_unlocks() {
    model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock_owned().unwrap();
        let first = Task::waiting(mutex.lock_owned());
        let second = Task::waiting(mutex.lock());
        drop(guard);
        let newcomer = mutex.try_lock_owned().expect("an offer keeps no newcomer out");
        let canceller = thread::spawn(move || drop(first));
        let newcomer = thread::spawn(move || drop(newcomer));
        second.run().increment();
        canceller.join().unwrap();
        newcomer.join().unwrap();
        assert_free(&mutex, 1);
    });
}
