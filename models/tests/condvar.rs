//! A condition variable loses no notification, wherever its waiters stand.

use std::future::Future;
use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, share, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic;

type Mutex<L = LoomLock> = generic::Mutex<Watched, L>;
type Condvar<L = LoomLock> = generic::Condvar<L>;

/// A mutex and the condition on its value.
struct Pair<L = LoomLock> {
    mutex: Arc<Mutex<L>>,
    condvar: Condvar<L>,
}

fn pair<L: ThreadSafe>() -> Arc<Pair<L>> {
    Arc::new(Pair { mutex: share(Mutex::new(Watched::new(0))), condvar: Condvar::new() })
}

impl<L: ThreadSafe> Pair<L> {
    /// Changes the value.
    fn set(&self, n: u32) {
        block_on(async { self.mutex.lock().await.set(n) });
    }

    /// Waits until there is something, and takes one of it.
    fn consume(&self) {
        block_on(async {
            let guard = self.mutex.lock().await;
            let guard = self.condvar.wait_while(guard, |value| value.get() == 0).await;
            guard.set(guard.get() - 1);
        });
    }

    /// A task that waits to be notified, and then adds one.
    fn parked(self: &Arc<Self>) -> Task<impl Future<Output = ()> + Send + use<L>>
    where
        L: 'static,
    {
        let pair = Arc::clone(self);
        let guard = pair.mutex.try_lock_owned().expect("the mutex is free");
        Task::waiting(async move { pair.condvar.wait(guard).await.increment() })
    }

    fn assert_free(&self, expected: u32) {
        let guard = self.mutex.try_lock().expect("the mutex stays locked");
        assert_eq!(guard.get(), expected);
    }
}

fn a_notification_meets_a_wait<L: ThreadSafe + 'static>() {
    small_model(|| {
        let pair = pair::<L>();
        let other = Arc::clone(&pair);
        let notifier = thread::spawn(move || {
            other.set(1);
            other.condvar.notify_one();
        });
        pair.consume();
        notifier.join().unwrap();
        pair.assert_free(0);
    });
}

#[test]
fn a_notification_against_a_wait_wakes() {
    a_notification_meets_a_wait::<LoomLock>();
}

#[test]
fn a_notification_against_a_wait_with_plain_words_wakes() {
    a_notification_meets_a_wait::<LoomPlainLock>();
}

#[test]
fn a_notification_under_the_mutex_wakes() {
    small_model(|| {
        let pair = pair::<LoomLock>();
        let other = Arc::clone(&pair);
        let notifier = thread::spawn(move || {
            block_on(async {
                let guard = other.mutex.lock().await;
                guard.set(1);
                other.condvar.notify_one();
            });
        });
        pair.consume();
        notifier.join().unwrap();
        pair.assert_free(0);
    });
}

#[test]
fn two_notifications_wake_two_waiters() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second) = (pair.parked(), pair.parked());
        let notifiers = [0; 2].map(|_| {
            let pair = Arc::clone(&pair);
            thread::spawn(move || pair.condvar.notify_one())
        });
        first.run();
        second.run();
        join(notifiers);
        pair.assert_free(2);
    });
}

#[test]
fn all_who_wait_are_notified() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second) = (pair.parked(), pair.parked());
        let second = thread::spawn(move || second.run());
        let other = Arc::clone(&pair);
        let notifier = thread::spawn(move || other.condvar.notify_all());
        first.run();
        second.join().unwrap();
        notifier.join().unwrap();
        pair.assert_free(2);
    });
}

#[test]
fn all_are_notified_while_the_mutex_is_held() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second) = (pair.parked(), pair.parked());
        let guard = pair.mutex.try_lock_owned().unwrap();
        pair.condvar.notify_all();
        let holder = thread::spawn(move || drop(guard));
        let second = thread::spawn(move || second.run());
        first.run();
        second.join().unwrap();
        holder.join().unwrap();
        pair.assert_free(2);
    });
}

#[test]
fn one_and_all_are_notified_at_the_same_time() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second) = (pair.parked(), pair.parked());
        let other = Arc::clone(&pair);
        let one = thread::spawn(move || other.condvar.notify_one());
        let other = Arc::clone(&pair);
        let all = thread::spawn(move || other.condvar.notify_all());
        first.run();
        second.run();
        one.join().unwrap();
        all.join().unwrap();
        pair.assert_free(2);
    });
}

#[test]
fn a_cancelled_waiter_passes_its_notification_on() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second) = (pair.parked(), pair.parked());
        pair.condvar.notify_one();
        let canceller = thread::spawn(move || drop(first));
        second.run();
        canceller.join().unwrap();
        pair.assert_free(1);
    });
}

#[test]
fn a_notification_against_a_cancel_finds_the_other() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second) = (pair.parked(), pair.parked());
        let other = Arc::clone(&pair);
        let notifier = thread::spawn(move || other.condvar.notify_one());
        let canceller = thread::spawn(move || drop(first));
        second.run();
        notifier.join().unwrap();
        canceller.join().unwrap();
        pair.assert_free(1);
    });
}

#[test]
fn a_waiter_that_has_to_lock_passes_its_notification_on() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (mut first, second) = (pair.parked(), pair.parked());
        let guard = pair.mutex.try_lock_owned().unwrap();
        pair.condvar.notify_one();
        assert!(first.poll().is_none(), "the mutex is held");
        let holder = thread::spawn(move || drop(guard));
        let canceller = thread::spawn(move || drop(first));
        second.run();
        holder.join().unwrap();
        canceller.join().unwrap();
        pair.assert_free(1);
    });
}

#[test]
fn the_first_of_all_takes_the_others_along_also_when_it_is_dropped() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second) = (pair.parked(), pair.parked());
        let other = Arc::clone(&pair);
        let notifier = thread::spawn(move || other.condvar.notify_all());
        let canceller = thread::spawn(move || drop(first));
        second.run();
        notifier.join().unwrap();
        canceller.join().unwrap();
        pair.assert_free(1);
    });
}

#[test]
fn one_of_all_is_dropped_while_it_is_taken_along() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second, third) = (pair.parked(), pair.parked(), pair.parked());
        pair.condvar.notify_all();
        let canceller = thread::spawn(move || drop(second));
        let third = thread::spawn(move || third.run());
        first.run();
        canceller.join().unwrap();
        third.join().unwrap();
        pair.assert_free(2);
    });
}

#[test]
fn one_of_all_moves_to_another_task_while_it_is_taken_along() {
    model(|| {
        let pair = pair::<LoomLock>();
        let (first, second) = (pair.parked(), pair.parked());
        pair.condvar.notify_all();
        let second = thread::spawn(move || second.migrate().run());
        first.run();
        second.join().unwrap();
        pair.assert_free(2);
    });
}

#[test]
fn a_waiter_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let pair = pair::<LoomLock>();
        let waiter = pair.parked().migrate();
        let waiter = thread::spawn(move || waiter.run());
        pair.condvar.notify_one();
        waiter.join().unwrap();
        pair.assert_free(1);
    });
}
