//! A signal for one waiter is stored, or wakes it, and is taken once.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic;

type Single<L = LoomLock> = generic::SingleWaiterNotify<L>;

fn single<L: ThreadSafe>() -> Arc<Single<L>> {
    let notify = Single::new();
    // loom wants its atomics made before the race: both words are touched.
    notify.notify_one();
    assert!(notify.try_take());
    Arc::new(notify)
}

fn a_signal_meets_a_wait<L: ThreadSafe + 'static>() {
    small_model(|| {
        let notify = single::<L>();
        let value = Arc::new(Watched::new(0));
        let (other, shared) = (Arc::clone(&notify), Arc::clone(&value));
        let notifier = thread::spawn(move || {
            shared.set(1);
            other.notify_one();
        });
        block_on(notify.notified());
        assert_eq!(value.get(), 1);
        notifier.join().unwrap();
        assert!(!notify.try_take(), "the signal was given twice");
    });
}

#[test]
fn a_signal_against_a_wait_is_taken_once() {
    a_signal_meets_a_wait::<LoomLock>();
}

#[test]
fn a_signal_against_a_wait_with_plain_words_is_taken_once() {
    a_signal_meets_a_wait::<LoomPlainLock>();
}

#[test]
fn two_signals_are_one_or_two() {
    model(|| {
        let notify = single::<LoomLock>();
        let notifiers = [0; 2].map(|_| {
            let notify = Arc::clone(&notify);
            thread::spawn(move || notify.notify_one())
        });
        block_on(notify.notified());
        join(notifiers);
        notify.try_take();
        assert!(!notify.try_take(), "there is a signal too many");
    });
}

#[test]
fn a_stored_signal_shows_what_the_second_notifier_did() {
    small_model(|| {
        let notify = single::<LoomLock>();
        let value = Arc::new(Watched::new(0));
        notify.notify_one();
        let (other, shared) = (Arc::clone(&notify), Arc::clone(&value));
        let notifier = thread::spawn(move || {
            shared.set(1);
            other.notify_one();
        });
        block_on(notify.notified());
        // A second one is the thread's; if there is none yet, it may come.
        if notify.try_take() {
            assert_eq!(value.get(), 1);
        }
        notifier.join().unwrap();
    });
}

#[test]
fn a_dropped_wait_leaves_the_signal() {
    small_model(|| {
        let notify = single::<LoomLock>();
        let other = Arc::clone(&notify);
        let notifier = thread::spawn(move || other.notify_one());
        let mut task = Task::new(notify.notified());
        let taken = task.poll().is_some();
        drop(task);
        notifier.join().unwrap();
        assert!(notify.try_take() != taken, "the signal is taken once");
    });
}

#[test]
fn a_wait_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let notify = single::<LoomLock>();
        let mut task = Task::waiting(notify.notified()).migrate();
        let other = Arc::clone(&notify);
        let notifier = thread::spawn(move || other.notify_one());
        if task.poll().is_none() {
            task.migrate().run();
        }
        notifier.join().unwrap();
        assert!(!notify.try_take(), "the signal was given twice");
    });
}

#[test]
fn two_who_try_take_one_signal() {
    small_model(|| {
        let notify = single::<LoomLock>();
        notify.notify_one();
        let other = Arc::clone(&notify);
        let other = thread::spawn(move || other.try_take());
        let mine = notify.try_take();
        assert!(mine != other.join().unwrap());
    });
}
