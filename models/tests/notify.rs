//! A notification reaches somebody who waits, once, or is stored.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, share, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic;

type Notify<L = LoomLock> = generic::Notify<L>;

fn notify() -> Arc<Notify> {
    share(Notify::new())
}

/// Whether a notification is stored; takes it.
fn take<L: ThreadSafe>(notify: &Notify<L>) -> bool {
    Task::new(notify.notified()).poll().is_some()
}

fn assert_nothing_stored<L: ThreadSafe>(notify: &Notify<L>) {
    assert!(!take(notify), "there is a notification too many");
}

fn a_notification_meets_a_first_poll<L: ThreadSafe + 'static>() {
    small_model(|| {
        let notify = share(Notify::<L>::new());
        let value = Arc::new(Watched::new(0));
        let (other, shared) = (Arc::clone(&notify), Arc::clone(&value));
        let notifier = thread::spawn(move || {
            shared.set(1);
            other.notify_one();
        });
        block_on(notify.notified());
        assert_eq!(value.get(), 1);
        notifier.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn a_notification_against_a_first_poll_is_taken_once() {
    a_notification_meets_a_first_poll::<LoomLock>();
}

#[test]
fn a_notification_against_a_first_poll_with_a_plain_word_is_taken_once() {
    a_notification_meets_a_first_poll::<LoomPlainLock>();
}

#[test]
fn a_stored_notification_shows_what_the_second_notifier_did() {
    small_model(|| {
        let notify = notify();
        let value = Arc::new(Watched::new(0));
        notify.notify_one();
        let (other, shared) = (Arc::clone(&notify), Arc::clone(&value));
        let notifier = thread::spawn(move || {
            shared.set(1);
            other.notify_one();
        });
        block_on(notify.notified());
        // A second one is the thread's; if there is none yet, it may come.
        if take(&notify) {
            assert_eq!(value.get(), 1);
        }
        notifier.join().unwrap();
    });
}

#[test]
fn two_notifications_wake_two_waiters() {
    model(|| {
        let notify = notify();
        let first = Task::waiting(notify.notified());
        let second = Task::waiting(notify.notified());
        let notifiers = [0; 2].map(|_| {
            let notify = Arc::clone(&notify);
            thread::spawn(move || notify.notify_one())
        });
        first.run();
        second.run();
        join(notifiers);
        assert_nothing_stored(&notify);
    });
}

#[test]
fn two_notifications_wake_two_waiters_in_two_threads() {
    model(|| {
        let notify = notify();
        let first = Task::waiting(notify.notified_owned());
        let second = Task::waiting(notify.notified());
        let first = thread::spawn(move || first.run());
        let other = Arc::clone(&notify);
        let notifier = thread::spawn(move || {
            other.notify_one();
            other.notify_one();
        });
        second.run();
        first.join().unwrap();
        notifier.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn a_future_that_exists_hears_of_all_being_notified() {
    small_model(|| {
        let notify = notify();
        let value = Arc::new(Watched::new(0));
        let notified = notify.notified();
        let (other, shared) = (Arc::clone(&notify), Arc::clone(&value));
        let notifier = thread::spawn(move || {
            shared.set(1);
            other.notify_waiters();
        });
        block_on(notified);
        assert_eq!(value.get(), 1);
        notifier.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn all_who_wait_are_notified() {
    model(|| {
        let notify = notify();
        let first = Task::waiting(notify.notified_owned());
        let second = notify.notified();
        let first = thread::spawn(move || first.run());
        let other = Arc::clone(&notify);
        let notifier = thread::spawn(move || other.notify_waiters());
        block_on(second);
        first.join().unwrap();
        notifier.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn one_and_all_are_notified_at_the_same_time() {
    model(|| {
        let notify = notify();
        let first = Task::waiting(notify.notified());
        let second = Task::waiting(notify.notified());
        let other = Arc::clone(&notify);
        let one = thread::spawn(move || other.notify_one());
        let other = Arc::clone(&notify);
        let all = thread::spawn(move || other.notify_waiters());
        first.run();
        second.run();
        one.join().unwrap();
        all.join().unwrap();
        // Whether `notify_one` found somebody depends on who was first.
        take(&notify);
        assert_nothing_stored(&notify);
    });
}

#[test]
fn a_cancelled_waiter_passes_its_notification_on() {
    model(|| {
        let notify = notify();
        let first = Task::waiting(notify.notified_owned());
        let second = Task::waiting(notify.notified());
        let other = Arc::clone(&notify);
        let notifier = thread::spawn(move || other.notify_one());
        let canceller = thread::spawn(move || drop(first));
        second.run();
        notifier.join().unwrap();
        canceller.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn a_woken_waiter_that_is_dropped_notifies_one_that_comes() {
    small_model(|| {
        let notify = notify();
        let first = Task::waiting(notify.notified_owned());
        notify.notify_one();
        let canceller = thread::spawn(move || drop(first));
        block_on(notify.notified());
        canceller.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn a_notification_whose_waiter_cancels_is_stored() {
    small_model(|| {
        let notify = notify();
        let waiter = Task::waiting(notify.notified_owned());
        let canceller = thread::spawn(move || drop(waiter));
        notify.notify_one();
        canceller.join().unwrap();
        assert!(take(&notify), "the notification is lost");
        assert_nothing_stored(&notify);
    });
}

#[test]
fn two_notifications_against_a_cancel_leave_one() {
    model(|| {
        let notify = notify();
        let first = Task::waiting(notify.notified_owned());
        let second = Task::waiting(notify.notified());
        let other = Arc::clone(&notify);
        let notifier = thread::spawn(move || {
            other.notify_one();
            other.notify_one();
        });
        let canceller = thread::spawn(move || drop(first));
        second.run();
        notifier.join().unwrap();
        canceller.join().unwrap();
        take(&notify);
        assert_nothing_stored(&notify);
    });
}

#[test]
fn the_last_and_the_first_are_notified() {
    model(|| {
        let notify = notify();
        let first = Task::waiting(notify.notified());
        let last = Task::waiting(notify.notified());
        let other = Arc::clone(&notify);
        let one = thread::spawn(move || other.notify_one());
        let other = Arc::clone(&notify);
        let two = thread::spawn(move || other.notify_last());
        last.run();
        first.run();
        one.join().unwrap();
        two.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn a_waiter_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let notify = notify();
        let waiter = Task::waiting(notify.notified_owned()).migrate();
        let waiter = thread::spawn(move || waiter.run());
        notify.notify_one();
        waiter.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn a_waiter_that_moves_twice_is_woken_where_it_was_polled_last() {
    model(|| {
        let notify = notify();
        let mut waiter = Task::waiting(notify.notified_owned()).migrate();
        let other = Arc::clone(&notify);
        let notifier = thread::spawn(move || other.notify_one());
        if waiter.poll().is_none() {
            waiter.migrate().run();
        }
        notifier.join().unwrap();
        assert_nothing_stored(&notify);
    });
}

#[test]
fn the_notifications_of_those_who_were_dropped_are_stored_as_one() {
    model(|| {
        let notify = notify();
        let waiters = [0; 4].map(|_| Task::waiting(notify.notified()));
        waiters.iter().for_each(|_| notify.notify_one());
        let [last, others @ ..] = waiters;
        drop(others);
        let other = Arc::clone(&notify);
        let newcomer = thread::spawn(move || {
            take(&other);
        });
        last.run();
        newcomer.join().unwrap();
        take(&notify);
        assert_nothing_stored(&notify);
    });
}
