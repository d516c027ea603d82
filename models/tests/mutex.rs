//! A mutex excludes, loses no wake-up and no offer, and is unlocked at the end.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, share, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic::{Mutex, MutexGuard};

type Lock = Mutex<Watched, LoomLock>;

fn mutex() -> Arc<Lock> {
    share(Mutex::new(Watched::new(0)))
}

fn fair() -> Arc<Lock> {
    share(Mutex::fair(Watched::new(0)))
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

fn two_lockers_exclude<L: ThreadSafe + 'static>() {
    small_model(|| {
        let mutex = share(Mutex::<_, L>::new(Watched::new(0)));
        let other = Arc::clone(&mutex);
        let other = thread::spawn(move || increment(&other));
        increment(&mutex);
        other.join().unwrap();
        assert_free(&mutex, 2);
    });
}

#[test]
fn two_lockers_exclude_each_other() {
    two_lockers_exclude::<LoomLock>();
}

#[test]
fn two_lockers_of_a_plain_word_exclude_each_other() {
    two_lockers_exclude::<LoomPlainLock>();
}

#[test]
fn a_value_is_seen_by_the_next_who_tries() {
    small_model(|| {
        let mutex = mutex();
        let other = Arc::clone(&mutex);
        let tried = move |mutex: &Lock| {
            let guard = mutex.try_lock();
            guard.iter().for_each(|guard| guard.increment());
            guard.is_ok() as u32
        };
        let other = thread::spawn(move || tried(&other));
        let successes = tried(&mutex) + tried(&mutex) + other.join().unwrap();
        assert_free(&mutex, successes);
    });
}

#[test]
fn three_lockers_exclude_each_other() {
    model(|| {
        let mutex = mutex();
        let others = [0; 2].map(|_| {
            let mutex = Arc::clone(&mutex);
            thread::spawn(move || increment(&mutex))
        });
        increment(&mutex);
        join(others);
        assert_free(&mutex, 3);
    });
}

fn a_release_meets_a_first_poll<L: ThreadSafe + 'static>(mutex: fn(Watched) -> Mutex<Watched, L>) {
    small_model(move || {
        let mutex = share(mutex(Watched::new(0)));
        let guard = mutex.try_lock_owned().unwrap();
        let releaser = thread::spawn(move || {
            guard.increment();
            drop(guard);
        });
        increment(&mutex);
        releaser.join().unwrap();
        assert_free(&mutex, 2);
    });
}

#[test]
fn a_release_against_a_first_poll_wakes() {
    a_release_meets_a_first_poll::<LoomLock>(Mutex::new);
}

#[test]
fn a_release_against_a_first_poll_of_a_fair_mutex_wakes() {
    a_release_meets_a_first_poll::<LoomLock>(Mutex::fair);
}

#[test]
fn a_release_against_a_first_poll_of_a_plain_word_wakes() {
    a_release_meets_a_first_poll::<LoomPlainLock>(Mutex::new);
}

#[test]
fn a_release_against_a_second_poll_wakes() {
    small_model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock_owned().unwrap();
        let mut waiter = Task::waiting(mutex.lock());
        let releaser = thread::spawn(move || drop(guard));
        let locked = match waiter.poll() {
            Some(guard) => guard,
            None => waiter.run(),
        };
        locked.increment();
        drop(locked);
        releaser.join().unwrap();
        assert_free(&mutex, 1);
    });
}

#[test]
fn the_holder_locks_again_against_the_one_it_woke() {
    model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock_owned().unwrap();
        let waiter = Task::waiting(mutex.lock());
        let other = Arc::clone(&mutex);
        let holder = thread::spawn(move || {
            drop(guard);
            increment(&other);
        });
        waiter.run().increment();
        holder.join().unwrap();
        assert_free(&mutex, 2);
    });
}

#[test]
fn a_waiter_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock_owned().unwrap();
        let waiter = Task::waiting(mutex.lock_owned()).migrate();
        let waiter = thread::spawn(move || waiter.run().increment());
        drop(guard);
        waiter.join().unwrap();
        assert_free(&mutex, 1);
    });
}

#[test]
fn a_fair_mutex_is_handed_over_in_order() {
    model(|| {
        let mutex = fair();
        let guard = mutex.try_lock_owned().unwrap();
        let first = Task::waiting(mutex.lock_owned());
        let second = Task::waiting(mutex.lock_owned());
        let second = thread::spawn(move || {
            let guard = second.run();
            assert_eq!(guard.get(), 1, "the second came first");
            guard.increment();
        });
        let releaser = thread::spawn(move || drop(guard));
        first.run().increment();
        second.join().unwrap();
        releaser.join().unwrap();
        assert_free(&mutex, 2);
    });
}

#[test]
fn nobody_takes_what_a_fair_mutex_has_promised() {
    model(|| {
        let mutex = fair();
        let guard = mutex.try_lock_owned().unwrap();
        let waiter = Task::waiting(mutex.lock());
        let releaser = thread::spawn(move || drop(guard));
        let other = Arc::clone(&mutex);
        let newcomer = thread::spawn(move || other.try_lock().is_ok_and(|guard| guard.get() == 0));
        waiter.run().increment();
        assert!(!newcomer.join().unwrap(), "a newcomer was faster than the one who waited");
        releaser.join().unwrap();
        assert_free(&mutex, 1);
    });
}

#[test]
fn a_part_of_the_value_is_guarded_as_the_whole() {
    model(|| {
        let mutex = mutex();
        let guard = MutexGuard::map(mutex.try_lock_owned().unwrap(), |value| value);
        let holder = thread::spawn(move || guard.increment());
        increment(&mutex);
        holder.join().unwrap();
        assert_free(&mutex, 2);
    });
}

#[test]
fn an_offer_is_lost_while_the_newcomer_unlocks() {
    model(|| {
        let mutex = mutex();
        let guard = mutex.try_lock_owned().unwrap();
        let first = Task::waiting(mutex.lock_owned());
        let second = Task::waiting(mutex.lock());
        drop(guard);
        let newcomer = mutex.try_lock_owned().expect("an offer keeps no newcomer out");
        let first = thread::spawn(move || first.run().increment());
        let newcomer = thread::spawn(move || drop(newcomer));
        second.run().increment();
        first.join().unwrap();
        newcomer.join().unwrap();
        assert_free(&mutex, 2);
    });
}
