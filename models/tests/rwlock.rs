//! A reader-writer lock never lets a writer in beside another, and is free at the end.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, share, small_model};
use wakeful::lock::ThreadSafe;

type RwLock<L = LoomLock> = wakeful::sync::generic::RwLock<Watched, L>;

fn rwlock() -> Arc<RwLock> {
    share(RwLock::new(Watched::new(0)))
}

fn fair() -> Arc<RwLock> {
    share(RwLock::fair(Watched::new(0)))
}

fn write<L: ThreadSafe>(rwlock: &RwLock<L>) {
    block_on(async { rwlock.write().await.increment() });
}

fn read<L: ThreadSafe>(rwlock: &RwLock<L>) -> u32 {
    block_on(async { rwlock.read().await.get() })
}

/// Nobody holds the lock at the end, and this is what it guards.
fn assert_free<L: ThreadSafe>(rwlock: &RwLock<L>, expected: u32) {
    let guard = rwlock.try_write().expect("the lock stays held");
    assert_eq!(guard.get(), expected);
}

fn a_reader_meets_a_writer<L: ThreadSafe + 'static>(rwlock: fn(Watched) -> RwLock<L>) {
    small_model(move || {
        let rwlock = share(rwlock(Watched::new(0)));
        let other = Arc::clone(&rwlock);
        let writer = thread::spawn(move || write(&other));
        assert!(read(&rwlock) <= 1);
        writer.join().unwrap();
        assert_free(&rwlock, 1);
    });
}

#[test]
fn a_writer_excludes_a_reader() {
    a_reader_meets_a_writer::<LoomLock>(RwLock::new);
}

#[test]
fn a_writer_of_a_fair_lock_excludes_a_reader() {
    a_reader_meets_a_writer::<LoomLock>(RwLock::fair);
}

#[test]
fn a_writer_of_a_plain_word_excludes_a_reader() {
    a_reader_meets_a_writer::<LoomPlainLock>(RwLock::new);
}

#[test]
fn two_writers_and_a_reader_exclude_each_other() {
    model(|| {
        let rwlock = rwlock();
        let writers = [0; 2].map(|_| {
            let rwlock = Arc::clone(&rwlock);
            thread::spawn(move || write(&rwlock))
        });
        assert!(read(&rwlock) <= 2);
        join(writers);
        assert_free(&rwlock, 2);
    });
}

#[test]
fn what_was_written_is_seen_by_who_tries_to_read() {
    small_model(|| {
        let rwlock = rwlock();
        let other = Arc::clone(&rwlock);
        let writer = thread::spawn(move || {
            let guard = other.try_write();
            guard.iter().for_each(|guard| guard.increment());
            guard.is_ok() as u32
        });
        if let Ok(guard) = rwlock.try_read() {
            assert!(guard.get() <= 1);
        }
        let written = writer.join().unwrap();
        assert_free(&rwlock, written);
    });
}

#[test]
fn two_readers_enter_together_when_the_writer_leaves() {
    model(|| {
        let rwlock = rwlock();
        let writer = rwlock.try_write_owned().unwrap();
        let first = Task::waiting(rwlock.read_owned());
        let second = Task::waiting(rwlock.read());
        let first = thread::spawn(move || first.run());
        let writer = thread::spawn(move || {
            writer.increment();
            drop(writer);
        });
        // Joined while the second guard is held: readers do not wait for each other.
        let second = second.run();
        let first = first.join().unwrap();
        assert_eq!(first.get() + second.get(), 2);
        writer.join().unwrap();
        drop((first, second));
        assert_free(&rwlock, 1);
    });
}

#[test]
fn the_last_of_two_readers_lets_the_writer_in() {
    model(|| {
        let rwlock = rwlock();
        let readers = [0; 2].map(|_| {
            let guard = rwlock.try_read_owned().unwrap();
            thread::spawn(move || assert_eq!(guard.get(), 0))
        });
        write(&rwlock);
        join(readers);
        assert_free(&rwlock, 1);
    });
}

#[test]
fn a_reader_runs_when_the_writer_before_it_cancels() {
    model(|| {
        let rwlock = fair();
        let held = rwlock.try_read_owned().unwrap();
        let writer = Task::waiting(rwlock.write_owned());
        let reader = Task::waiting(rwlock.read());
        let canceller = thread::spawn(move || drop(writer));
        // The first reader stays: only the cancelled writer stood in the way.
        assert_eq!(reader.run().get(), 0);
        canceller.join().unwrap();
        drop(held);
        assert_free(&rwlock, 0);
    });
}

fn a_release_meets_a_cancel(rwlock: fn(Watched) -> RwLock) {
    model(move || {
        let rwlock = share(rwlock(Watched::new(0)));
        let held = rwlock.try_write_owned().unwrap();
        let writer = Task::waiting(rwlock.write_owned());
        let reader = Task::waiting(rwlock.read());
        let releaser = thread::spawn(move || drop(held));
        let canceller = thread::spawn(move || drop(writer));
        assert_eq!(reader.run().get(), 0);
        releaser.join().unwrap();
        canceller.join().unwrap();
        assert_free(&rwlock, 0);
    });
}

#[test]
fn a_cancelled_writer_passes_its_offer_on() {
    a_release_meets_a_cancel(RwLock::new);
}

#[test]
fn a_cancelled_writer_gives_back_what_it_was_granted() {
    a_release_meets_a_cancel(RwLock::fair);
}

#[test]
fn a_cancelled_reader_passes_its_offer_on_to_a_writer() {
    model(|| {
        let rwlock = rwlock();
        let held = rwlock.try_write_owned().unwrap();
        let reader = Task::waiting(rwlock.read_owned());
        let writer = Task::waiting(rwlock.write());
        let releaser = thread::spawn(move || drop(held));
        let canceller = thread::spawn(move || drop(reader));
        writer.run().increment();
        releaser.join().unwrap();
        canceller.join().unwrap();
        assert_free(&rwlock, 1);
    });
}

#[test]
fn a_reader_leaves_while_a_writer_cancels() {
    model(|| {
        let rwlock = rwlock();
        let held = rwlock.try_read_owned().unwrap();
        let first = Task::waiting(rwlock.write_owned());
        let second = Task::waiting(rwlock.write());
        let reader = thread::spawn(move || drop(held));
        let canceller = thread::spawn(move || drop(first));
        second.run().increment();
        reader.join().unwrap();
        canceller.join().unwrap();
        assert_free(&rwlock, 1);
    });
}

#[test]
fn a_writer_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let rwlock = rwlock();
        let held = rwlock.try_read_owned().unwrap();
        let writer = Task::waiting(rwlock.write_owned()).migrate();
        let writer = thread::spawn(move || writer.run().increment());
        drop(held);
        writer.join().unwrap();
        assert_free(&rwlock, 1);
    });
}
