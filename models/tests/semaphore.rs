//! A semaphore loses no permit and invents none, whoever waits, cancels or closes.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, share, small_model};
use wakeful::lock::ThreadSafe;

type Semaphore<L = LoomLock> = wakeful::sync::generic::Semaphore<L>;

fn semaphore(permits: usize) -> Arc<Semaphore> {
    share(Semaphore::new(permits))
}

/// All `permits` are there at the end, and can be had.
fn assert_all_back<L: ThreadSafe>(semaphore: &Semaphore<L>, permits: u32) {
    assert_eq!(semaphore.available_permits(), permits as usize);
    assert!(semaphore.try_acquire_many(permits).is_ok(), "the permits are promised to nobody");
}

#[test]
fn one_permit_excludes() {
    small_model(|| {
        let semaphore = semaphore(1);
        let value = Arc::new(Watched::new(0));
        let use_it = |semaphore: &Semaphore, value: &Watched| {
            let _permit = block_on(semaphore.acquire()).unwrap();
            value.increment();
        };
        let (other, shared) = (Arc::clone(&semaphore), Arc::clone(&value));
        let other = thread::spawn(move || use_it(&other, &shared));
        use_it(&semaphore, &value);
        other.join().unwrap();
        assert_eq!(value.get(), 2);
        assert_all_back(&semaphore, 1);
    });
}

#[test]
fn two_permits_for_three() {
    model(|| {
        let semaphore = semaphore(2);
        let others = [0; 2].map(|_| {
            let semaphore = Arc::clone(&semaphore);
            thread::spawn(move || drop(block_on(semaphore.acquire()).unwrap()))
        });
        drop(block_on(semaphore.acquire()).unwrap());
        join(others);
        assert_all_back(&semaphore, 2);
    });
}

fn a_release_meets_a_first_poll<L: ThreadSafe + 'static>(semaphore: fn(usize) -> Semaphore<L>) {
    small_model(move || {
        let semaphore = share(semaphore(0));
        let value = Arc::new(Watched::new(0));
        let (other, shared) = (Arc::clone(&semaphore), Arc::clone(&value));
        let releaser = thread::spawn(move || {
            shared.set(1);
            other.release(1);
        });
        block_on(semaphore.acquire()).unwrap().forget();
        assert_eq!(value.get(), 1);
        releaser.join().unwrap();
        assert_all_back(&semaphore, 0);
    });
}

#[test]
fn a_release_against_a_first_poll_wakes() {
    a_release_meets_a_first_poll::<LoomLock>(Semaphore::new);
}

#[test]
fn a_release_against_a_first_poll_of_a_fair_semaphore_wakes() {
    a_release_meets_a_first_poll::<LoomLock>(Semaphore::fair);
}

#[test]
fn a_release_against_a_first_poll_of_a_plain_word_wakes() {
    a_release_meets_a_first_poll::<LoomPlainLock>(Semaphore::new);
}

#[test]
fn a_permit_that_is_dropped_shows_what_happened_before() {
    small_model(|| {
        let semaphore = semaphore(1);
        let value = Arc::new(Watched::new(0));
        let use_it = |semaphore: &Semaphore, value: &Watched| {
            let permit = semaphore.try_acquire();
            permit.iter().for_each(|_| value.increment());
            permit.is_ok() as u32
        };
        let (other, shared) = (Arc::clone(&semaphore), Arc::clone(&value));
        let other = thread::spawn(move || use_it(&other, &shared));
        let successes = use_it(&semaphore, &value) + other.join().unwrap();
        assert_eq!(value.get(), successes);
        assert_all_back(&semaphore, 1);
    });
}

#[test]
fn two_releases_wake_two_waiters() {
    model(|| {
        let semaphore = semaphore(0);
        let first = Task::waiting(semaphore.acquire());
        let second = Task::waiting(semaphore.acquire());
        let releasers = [0; 2].map(|_| {
            let semaphore = Arc::clone(&semaphore);
            thread::spawn(move || semaphore.release(1))
        });
        let permits = [first.run().unwrap(), second.run().unwrap()];
        join(releasers);
        drop(permits);
        assert_all_back(&semaphore, 2);
    });
}

#[test]
fn two_releases_meet_two_first_polls() {
    model(|| {
        let semaphore = semaphore(0);
        let other = Arc::clone(&semaphore);
        let waiter = thread::spawn(move || {
            block_on(other.acquire()).unwrap().forget();
        });
        let other = Arc::clone(&semaphore);
        let releaser = thread::spawn(move || {
            other.release(1);
            other.release(1);
        });
        block_on(semaphore.acquire()).unwrap().forget();
        waiter.join().unwrap();
        releaser.join().unwrap();
        assert_all_back(&semaphore, 0);
    });
}

#[test]
fn one_release_of_two_wakes_two_waiters() {
    model(|| {
        let semaphore = semaphore(0);
        let first = Task::waiting(semaphore.acquire_owned());
        let second = Task::waiting(semaphore.acquire());
        let first = thread::spawn(move || first.run().unwrap().forget());
        let other = Arc::clone(&semaphore);
        let releaser = thread::spawn(move || other.release(2));
        second.run().unwrap().forget();
        first.join().unwrap();
        releaser.join().unwrap();
        assert_all_back(&semaphore, 0);
    });
}

fn a_large_request_meets_two_releases(semaphore: fn(usize) -> Semaphore) {
    model(move || {
        let semaphore = share(semaphore(0));
        let releasers = [0; 2].map(|_| {
            let semaphore = Arc::clone(&semaphore);
            thread::spawn(move || semaphore.release(1))
        });
        assert_eq!(block_on(semaphore.acquire_many(2)).unwrap().num_permits(), 2);
        join(releasers);
        assert_all_back(&semaphore, 2);
    });
}

#[test]
fn two_releases_make_one_large_permit() {
    a_large_request_meets_two_releases(Semaphore::new);
}

#[test]
fn two_releases_make_one_large_permit_of_a_fair_semaphore() {
    a_large_request_meets_two_releases(Semaphore::fair);
}

#[test]
fn a_small_request_runs_when_the_large_one_before_it_cancels() {
    model(|| {
        let semaphore = semaphore(0);
        let large = Task::waiting(semaphore.acquire_many_owned(2));
        let small = Task::waiting(semaphore.acquire());
        let other = Arc::clone(&semaphore);
        let releaser = thread::spawn(move || other.release(1));
        let canceller = thread::spawn(move || drop(large));
        small.run().unwrap().forget();
        releaser.join().unwrap();
        canceller.join().unwrap();
        assert_all_back(&semaphore, 0);
    });
}

fn a_release_meets_a_cancel(semaphore: fn(usize) -> Semaphore) {
    model(move || {
        let semaphore = share(semaphore(0));
        let first = Task::waiting(semaphore.acquire_owned());
        let second = Task::waiting(semaphore.acquire());
        let other = Arc::clone(&semaphore);
        let releaser = thread::spawn(move || other.release(1));
        let canceller = thread::spawn(move || drop(first));
        second.run().unwrap().forget();
        releaser.join().unwrap();
        canceller.join().unwrap();
        assert_all_back(&semaphore, 0);
    });
}

#[test]
fn a_cancelled_waiter_passes_its_offer_on() {
    a_release_meets_a_cancel(Semaphore::new);
}

#[test]
fn a_cancelled_waiter_gives_back_what_it_was_granted() {
    a_release_meets_a_cancel(Semaphore::fair);
}

#[test]
fn a_woken_waiter_is_dropped_while_another_comes() {
    small_model(|| {
        let semaphore = semaphore(0);
        let first = Task::waiting(semaphore.acquire_owned());
        semaphore.release(1);
        let canceller = thread::spawn(move || drop(first));
        block_on(semaphore.acquire()).unwrap().forget();
        canceller.join().unwrap();
        assert_all_back(&semaphore, 0);
    });
}

#[test]
fn an_offer_that_is_forgotten_takes_no_permit_with_it() {
    small_model(|| {
        let semaphore = semaphore(0);
        let forgotten = Task::waiting(semaphore.acquire_owned());
        semaphore.release(1);
        let other = Arc::clone(&semaphore);
        let newcomer = thread::spawn(move || other.try_acquire().is_ok());
        let taken = semaphore.try_acquire().is_ok();
        assert!(newcomer.join().unwrap() || taken, "neither newcomer got the permit");
        forgotten.forget();
        assert_all_back(&semaphore, 1);
    });
}

#[test]
fn a_waiter_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let semaphore = semaphore(0);
        let waiter = Task::waiting(semaphore.acquire_owned()).migrate();
        let waiter = thread::spawn(move || waiter.run().unwrap().forget());
        semaphore.release(1);
        waiter.join().unwrap();
        assert_all_back(&semaphore, 0);
    });
}

#[test]
fn a_fair_semaphore_serves_in_order() {
    model(|| {
        let semaphore: Arc<Semaphore> = share(Semaphore::fair(0));
        let served = Arc::new(Watched::new(0));
        let large = Task::waiting(semaphore.acquire_many_owned(2));
        let small = Task::waiting(semaphore.acquire_owned());
        let shared = Arc::clone(&served);
        let small = thread::spawn(move || {
            let _permit = small.run().unwrap();
            assert_eq!(shared.get(), 2, "the small request came first");
        });
        let other = Arc::clone(&semaphore);
        let releaser = thread::spawn(move || {
            other.release(1);
            other.release(1);
        });
        let permit = large.run().unwrap();
        served.set(2);
        drop(permit);
        small.join().unwrap();
        releaser.join().unwrap();
        assert_all_back(&semaphore, 2);
    });
}

#[test]
fn permits_are_split_and_given_back_apart() {
    small_model(|| {
        let semaphore = semaphore(2);
        let mut permit = semaphore.try_acquire_many_owned(2).unwrap();
        let part = permit.split(1).unwrap();
        let other = thread::spawn(move || drop(part));
        drop(permit);
        drop(block_on(semaphore.acquire_many(2)).unwrap());
        other.join().unwrap();
        assert_all_back(&semaphore, 2);
    });
}

#[test]
fn permits_are_forgotten_against_an_acquire() {
    small_model(|| {
        let semaphore = semaphore(1);
        let other = Arc::clone(&semaphore);
        let forgetter = thread::spawn(move || other.forget_permits(1));
        let taken = semaphore.try_acquire().map(|permit| permit.forget()).is_ok();
        assert_eq!(forgetter.join().unwrap(), !taken as usize);
        assert_all_back(&semaphore, 0);
    });
}
