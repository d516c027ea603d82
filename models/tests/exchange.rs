//! An exchange: each value is with one, or where it was.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, block_on, model, share, small_model};
use wakeful::channel::generic::exchange::{self, Parted};
use wakeful::lock::ThreadSafe;

type Exchange<L = LoomLock> = exchange::Exchange<Box<u32>, L>;

fn two_swap<L: ThreadSafe + 'static>() {
    small_model(|| {
        let place: Arc<Exchange<L>> = share(Exchange::new());
        let other = Arc::clone(&place);
        let party = thread::spawn(move || assert_eq!(*block_on(other.exchange(Box::new(1))), 2));
        assert_eq!(*block_on(place.exchange(Box::new(2))), 1);
        party.join().unwrap();
        assert!(!place.is_ready());
    });
}

#[test]
fn two_who_meet_swap() {
    two_swap::<LoomLock>();
}

#[test]
fn two_who_meet_by_a_plain_word_swap() {
    two_swap::<LoomPlainLock>();
}

/// What is there after one was cancelled against `n`, who try.
fn cancelled(n: u32) {
    let place: Arc<Exchange> = share(Exchange::new());
    let mut meet = Box::pin(place.exchange(Box::new(100)));
    drop(Task::waiting(meet.as_mut()));
    let others: Vec<_> = (0..n)
        .map(|n| {
            let place = Arc::clone(&place);
            thread::spawn(move || match place.try_exchange(Box::new(n)) {
                Ok(value) => *value,
                Err(error) => *error.into_inner(),
            })
        })
        .collect();
    let mine = match meet.as_mut().cancel() {
        Parted::Alone(value) | Parted::Met(value) => *value,
        Parted::Done => panic!("it had not completed"),
    };
    let theirs: u32 = others.into_iter().map(|other| other.join().unwrap()).sum();
    assert_eq!(mine + theirs, 100 + n * (n - 1) / 2, "the values are those that came");
    assert!(!place.is_ready());
}

#[test]
fn a_cancel_against_one_who_tries() {
    small_model(|| cancelled(1));
}

#[test]
fn a_cancel_against_two_who_try() {
    model(|| cancelled(2));
}

#[test]
fn a_drop_against_one_who_tries() {
    model(|| {
        let place: Arc<Exchange> = share(Exchange::new());
        let other = Arc::clone(&place);
        let mut meet = Box::pin(place.exchange(Box::new(1)));
        drop(Task::waiting(meet.as_mut()));
        let other = thread::spawn(move || other.try_exchange(Box::new(2)).is_ok());
        drop(meet);
        let met = other.join().unwrap();
        assert_eq!(place.take_left(), met.then(|| Box::new(2)));
    });
}

#[test]
fn one_moves_to_another_task() {
    model(|| {
        let place: Arc<Exchange> = share(Exchange::new());
        let other = Arc::clone(&place);
        let party = thread::spawn(move || assert_eq!(*block_on(other.exchange(Box::new(1))), 2));
        let mut meet = Task::new(place.exchange(Box::new(2)));
        match meet.poll() {
            Some(value) => assert_eq!(*value, 1),
            None => assert_eq!(*meet.migrate().run(), 1),
        }
        party.join().unwrap();
    });
}

#[test]
fn three_come_and_one_is_left() {
    model(|| {
        let place: Arc<Exchange> = share(Exchange::new());
        let tries = [1, 2].map(|n| {
            let place = Arc::clone(&place);
            thread::spawn(move || match place.try_exchange(Box::new(n)) {
                Ok(value) => *value,
                Err(error) => *error.into_inner(),
            })
        });
        let mut meet = Box::pin(place.exchange(Box::new(4)));
        let mut task = Task::new(meet.as_mut());
        let first = task.poll();
        drop(task);
        let mine = match first {
            Some(value) => *value,
            None => match meet.as_mut().cancel() {
                Parted::Alone(value) | Parted::Met(value) => *value,
                Parted::Done => panic!("it had not completed"),
            },
        };
        let sum: u32 = tries.into_iter().map(|one| one.join().unwrap()).sum();
        assert_eq!(mine + sum, 7);
    });
}
