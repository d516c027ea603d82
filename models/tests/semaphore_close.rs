//! A semaphore that is closed lets everybody go, and loses no permit by it.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, model, share, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::Closed;

type Semaphore<L = LoomLock> = wakeful::sync::generic::Semaphore<L>;

fn a_close_meets_a_first_poll<L: ThreadSafe + 'static>() {
    small_model(|| {
        let semaphore = share(Semaphore::<L>::new(0));
        let value = Arc::new(Watched::new(0));
        let (other, shared) = (Arc::clone(&semaphore), Arc::clone(&value));
        let closer = thread::spawn(move || {
            shared.set(1);
            other.close();
        });
        assert_eq!(block_on(semaphore.acquire()).err(), Some(Closed));
        assert_eq!(value.get(), 1);
        closer.join().unwrap();
    });
}

#[test]
fn a_close_against_a_first_poll_wakes() {
    a_close_meets_a_first_poll::<LoomLock>();
}

#[test]
fn a_close_against_a_first_poll_of_a_plain_word_wakes() {
    a_close_meets_a_first_poll::<LoomPlainLock>();
}

#[test]
fn a_close_wakes_everybody() {
    model(|| {
        let semaphore: Arc<Semaphore> = share(Semaphore::new(0));
        let first = Task::waiting(semaphore.acquire_many_owned(2));
        let first = thread::spawn(move || assert!(first.run().is_err()));
        let other = Arc::clone(&semaphore);
        let closer = thread::spawn(move || other.close());
        assert!(block_on(semaphore.acquire()).is_err());
        first.join().unwrap();
        closer.join().unwrap();
    });
}

fn a_close_meets_a_release(semaphore: fn(usize) -> Semaphore) {
    model(move || {
        let semaphore = share(semaphore(0));
        let waiter = Task::waiting(semaphore.acquire());
        let other = Arc::clone(&semaphore);
        let releaser = thread::spawn(move || other.release(1));
        let other = Arc::clone(&semaphore);
        let closer = thread::spawn(move || other.close());
        let outcome = waiter.run();
        releaser.join().unwrap();
        closer.join().unwrap();
        assert_eq!(semaphore.available_permits(), outcome.is_err() as usize);
        drop(outcome);
        assert_eq!(semaphore.available_permits(), 1);
        assert!(semaphore.is_closed());
    });
}

#[test]
fn a_close_against_a_release_loses_no_permit() {
    a_close_meets_a_release(Semaphore::new);
}

#[test]
fn a_close_against_a_release_of_a_fair_semaphore_loses_no_permit() {
    a_close_meets_a_release(Semaphore::fair);
}

#[test]
fn a_waiter_is_dropped_against_a_close() {
    model(|| {
        let semaphore: Arc<Semaphore> = share(Semaphore::new(0));
        let first = Task::waiting(semaphore.acquire_owned());
        let second = Task::waiting(semaphore.acquire());
        let other = Arc::clone(&semaphore);
        let closer = thread::spawn(move || other.close());
        let canceller = thread::spawn(move || drop(first));
        assert_eq!(second.run().err(), Some(Closed));
        closer.join().unwrap();
        canceller.join().unwrap();
    });
}
