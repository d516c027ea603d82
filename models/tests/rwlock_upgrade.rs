//! An upgradable reader becomes the writer with nobody in between, and a writer a reader.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, Task, Watched, block_on, model, share, small_model};

type RwLock = wakeful::sync::generic::RwLock<Watched, LoomLock>;

fn rwlock() -> Arc<RwLock> {
    share(RwLock::new(Watched::new(0)))
}

fn write(rwlock: &RwLock) {
    block_on(async { rwlock.write().await.increment() });
}

fn read(rwlock: &RwLock) -> u32 {
    block_on(async { rwlock.read().await.get() })
}

/// Nobody holds the lock at the end, and this is what it guards.
fn assert_free(rwlock: &RwLock, expected: u32) {
    let guard = rwlock.try_write().expect("the lock stays held");
    assert_eq!(guard.get(), expected);
}

#[test]
fn an_upgrade_waits_for_the_reader_that_leaves() {
    small_model(|| {
        let rwlock = rwlock();
        let seen = rwlock.try_upgradable_read().unwrap();
        let held = rwlock.try_read_owned().unwrap();
        let reader = thread::spawn(move || assert_eq!(held.get(), 0));
        block_on(seen.upgrade()).increment();
        reader.join().unwrap();
        assert_free(&rwlock, 1);
    });
}

#[test]
fn an_upgrade_against_a_reader_that_comes() {
    small_model(|| {
        let rwlock = rwlock();
        let seen = rwlock.try_upgradable_read().unwrap();
        let other = Arc::clone(&rwlock);
        let reader = thread::spawn(move || assert!(read(&other) <= 1));
        block_on(seen.upgrade()).increment();
        reader.join().unwrap();
        assert_free(&rwlock, 1);
    });
}

fn an_upgrade_meets_a_writer(rwlock: fn(Watched) -> RwLock) {
    model(move || {
        let rwlock = share(rwlock(Watched::new(0)));
        let held = rwlock.try_read_owned().unwrap();
        let seen = rwlock.try_upgradable_read().unwrap();
        let writer = Task::waiting(rwlock.write_owned());
        let writer = thread::spawn(move || {
            let guard = writer.run();
            assert_eq!(guard.get(), 1, "the writer came before the upgrade");
            guard.increment();
        });
        let reader = thread::spawn(move || drop(held));
        block_on(seen.upgrade()).increment();
        writer.join().unwrap();
        reader.join().unwrap();
        assert_free(&rwlock, 2);
    });
}

#[test]
fn an_upgrade_goes_before_a_writer_that_waits() {
    an_upgrade_meets_a_writer(RwLock::new);
}

#[test]
fn an_upgrade_goes_before_a_writer_that_waits_in_order() {
    an_upgrade_meets_a_writer(RwLock::fair);
}

#[test]
fn an_upgrade_that_is_dropped_lets_the_others_in() {
    model(|| {
        let rwlock = rwlock();
        let held = rwlock.try_read_owned().unwrap();
        let seen = rwlock.try_upgradable_read_owned().unwrap();
        let upgrade = Task::waiting(seen.upgrade());
        let writer = Task::waiting(rwlock.write());
        let reader = thread::spawn(move || drop(held));
        let canceller = thread::spawn(move || drop(upgrade));
        writer.run().increment();
        reader.join().unwrap();
        canceller.join().unwrap();
        assert_free(&rwlock, 1);
    });
}

#[test]
fn two_upgradable_readers_write_in_turn() {
    model(|| {
        let rwlock = rwlock();
        let add = |rwlock: &RwLock| {
            block_on(async {
                let seen = rwlock.upgradable_read().await;
                let before = seen.get();
                let guard = seen.upgrade().await;
                assert_eq!(guard.get(), before, "somebody wrote in between");
                guard.increment();
            })
        };
        let other = Arc::clone(&rwlock);
        let other = thread::spawn(move || add(&other));
        add(&rwlock);
        other.join().unwrap();
        assert_free(&rwlock, 2);
    });
}

#[test]
fn a_downgrade_lets_readers_in_and_no_writer() {
    model(|| {
        let rwlock = rwlock();
        let guard = rwlock.try_write_owned().unwrap();
        let reader = Task::waiting(rwlock.read());
        let other = Arc::clone(&rwlock);
        let writer = thread::spawn(move || write(&other));
        let holder = thread::spawn(move || {
            guard.increment();
            let guard = guard.downgrade();
            assert_eq!(guard.get(), 1, "a writer came in between");
            guard
        });
        let _ = reader.run().get();
        drop(holder.join().unwrap());
        writer.join().unwrap();
        assert_free(&rwlock, 2);
    });
}

#[test]
fn a_downgrade_to_upgradable_wakes_readers() {
    small_model(|| {
        let rwlock = rwlock();
        let guard = rwlock.try_write_owned().unwrap();
        let holder = thread::spawn(move || guard.downgrade_to_upgradable());
        // Joined while the guard is held: the upgradable reader does not exclude it.
        let reader = block_on(rwlock.read());
        let seen = holder.join().unwrap();
        assert_eq!(seen.get() + reader.get(), 0);
        assert!(rwlock.try_upgradable_read().is_err());
        drop((seen, reader));
        assert_free(&rwlock, 0);
    });
}

#[test]
fn a_downgrade_to_plain_reading_wakes_the_next_upgradable_reader() {
    small_model(|| {
        let rwlock = rwlock();
        let guard = rwlock.try_upgradable_read_owned().unwrap();
        let holder = thread::spawn(move || guard.downgrade());
        let seen = block_on(rwlock.upgradable_read());
        drop(holder.join().unwrap());
        assert!(seen.try_upgrade().is_ok());
        assert_free(&rwlock, 0);
    });
}

#[test]
fn nobody_new_reads_while_an_upgrade_waits() {
    model(|| {
        let rwlock = rwlock();
        let held = rwlock.try_read_owned().unwrap();
        let seen = rwlock.try_upgradable_read().unwrap();
        let upgrade = Task::waiting(seen.upgrade());
        let reader = thread::spawn(move || drop(held));
        let other = Arc::clone(&rwlock);
        let newcomer = thread::spawn(move || other.try_read().is_ok_and(|guard| guard.get() == 0));
        upgrade.run().increment();
        assert!(!newcomer.join().unwrap(), "a reader came in between");
        reader.join().unwrap();
        assert_free(&rwlock, 1);
    });
}
