//! Events: whoever waited when one was set goes on, and sees what was done before.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, share, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic;

type Manual<L = LoomLock> = generic::ManualResetEvent<L>;
type Auto<L = LoomLock> = generic::AutoResetEvent<L>;

fn manual() -> Arc<Manual> {
    share(Manual::new(false))
}

fn auto<L: ThreadSafe>() -> Arc<Auto<L>> {
    let event = Auto::new(false);
    // loom wants its atomic made before the race.
    assert!(!event.try_wait());
    Arc::new(event)
}

fn a_set_meets_a_wait<L: ThreadSafe + 'static>() {
    small_model(|| {
        let event = share(Manual::<L>::new(false));
        let value = Arc::new(Watched::new(0));
        let (other, shared) = (Arc::clone(&event), Arc::clone(&value));
        let setter = thread::spawn(move || {
            shared.set(1);
            other.set();
        });
        block_on(event.wait());
        assert_eq!(value.get(), 1);
        setter.join().unwrap();
        assert!(event.is_set());
    });
}

#[test]
fn a_set_against_a_wait_wakes() {
    a_set_meets_a_wait::<LoomLock>();
}

#[test]
fn a_set_against_a_wait_with_a_plain_word_wakes() {
    a_set_meets_a_wait::<LoomPlainLock>();
}

#[test]
fn who_finds_the_event_set_sees_what_was_done_before() {
    small_model(|| {
        let event = manual();
        let value = Arc::new(Watched::new(0));
        let (other, shared) = (Arc::clone(&event), Arc::clone(&value));
        let setter = thread::spawn(move || {
            shared.set(1);
            other.set();
        });
        if event.is_set() {
            assert_eq!(value.get(), 1);
        }
        setter.join().unwrap();
    });
}

#[test]
fn a_set_wakes_everybody() {
    model(|| {
        let event = manual();
        let waiter = Task::waiting(event.wait_owned());
        let waiter = thread::spawn(move || waiter.run());
        let other = Arc::clone(&event);
        let setter = thread::spawn(move || other.set());
        block_on(event.wait());
        waiter.join().unwrap();
        setter.join().unwrap();
    });
}

#[test]
fn who_waited_before_a_set_goes_on_though_it_was_reset() {
    small_model(|| {
        let event = manual();
        let waiter = Task::waiting(event.wait());
        let other = Arc::clone(&event);
        let setter = thread::spawn(move || {
            other.set();
            other.reset();
        });
        waiter.run();
        setter.join().unwrap();
        assert!(!event.is_set());
    });
}

#[test]
fn a_reset_against_a_set_leaves_nobody_asleep() {
    model(|| {
        let event = manual();
        let waiter = Task::waiting(event.wait());
        let other = Arc::clone(&event);
        let setter = thread::spawn(move || other.set());
        let other = Arc::clone(&event);
        let resetter = thread::spawn(move || other.reset());
        waiter.run();
        setter.join().unwrap();
        resetter.join().unwrap();
    });
}

#[test]
fn two_sets_meet_a_wait() {
    model(|| {
        let event = manual();
        let setters = [0; 2].map(|_| {
            let event = Arc::clone(&event);
            thread::spawn(move || event.set())
        });
        block_on(event.wait());
        join(setters);
        assert!(event.is_set());
    });
}

#[test]
fn a_wait_is_dropped_against_a_set() {
    model(|| {
        let event = manual();
        let first = Task::waiting(event.wait_owned());
        let second = Task::waiting(event.wait());
        let other = Arc::clone(&event);
        let setter = thread::spawn(move || other.set());
        let canceller = thread::spawn(move || drop(first));
        second.run();
        setter.join().unwrap();
        canceller.join().unwrap();
    });
}

#[test]
fn a_wait_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let event = manual();
        let waiter = Task::waiting(event.wait_owned()).migrate();
        let waiter = thread::spawn(move || waiter.run());
        event.set();
        waiter.join().unwrap();
    });
}

fn a_turn_meets_a_wait<L: ThreadSafe + 'static>() {
    small_model(|| {
        let event = auto::<L>();
        let value = Arc::new(Watched::new(0));
        let (other, shared) = (Arc::clone(&event), Arc::clone(&value));
        let setter = thread::spawn(move || {
            shared.set(1);
            other.set();
        });
        block_on(event.wait());
        assert_eq!(value.get(), 1);
        setter.join().unwrap();
        assert!(!event.try_wait(), "the turn was given twice");
    });
}

#[test]
fn a_turn_against_a_wait_is_taken_once() {
    a_turn_meets_a_wait::<LoomLock>();
}

#[test]
fn a_turn_against_a_wait_with_a_plain_word_is_taken_once() {
    a_turn_meets_a_wait::<LoomPlainLock>();
}

#[test]
fn of_two_who_try_one_gets_the_turn() {
    small_model(|| {
        let event = auto::<LoomLock>();
        event.set();
        let other = Arc::clone(&event);
        let other = thread::spawn(move || other.try_wait());
        let mine = event.try_wait();
        assert!(mine != other.join().unwrap());
    });
}

#[test]
fn two_turns_wake_two_waiters() {
    model(|| {
        let event = auto::<LoomLock>();
        let first = Task::waiting(event.wait());
        let second = Task::waiting(event.wait());
        let setters = [0; 2].map(|_| {
            let event = Arc::clone(&event);
            thread::spawn(move || event.set())
        });
        first.run();
        second.run();
        join(setters);
        assert!(!event.try_wait(), "there is a turn too many");
    });
}

#[test]
fn a_cancelled_waiter_passes_its_turn_on() {
    model(|| {
        let event = auto::<LoomLock>();
        let first = Task::waiting(event.wait_owned());
        let second = Task::waiting(event.wait());
        let other = Arc::clone(&event);
        let setter = thread::spawn(move || other.set());
        let canceller = thread::spawn(move || drop(first));
        second.run();
        setter.join().unwrap();
        canceller.join().unwrap();
        assert!(!event.try_wait(), "the turn was given twice");
    });
}

#[test]
fn a_turn_that_nobody_takes_any_more_is_kept() {
    small_model(|| {
        let event = auto::<LoomLock>();
        let waiter = Task::waiting(event.wait_owned());
        let canceller = thread::spawn(move || drop(waiter));
        event.set();
        canceller.join().unwrap();
        assert!(event.try_wait(), "the turn is lost");
        assert!(!event.try_wait(), "there is a turn too many");
    });
}
