//! Timers: who waits is woken when it is time, however its registration, its cancellation or its new
//! waker meet the one who looks at the clock.

use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;

use loom::sync::Notify;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, join, model, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::time::generic::{MockClock, Sleep, Timers};
use wakeful::time::{Clock, Heap, Queue, Wheel};

/// A clock that is set by hand, and rings whoever serves the timers.
struct Ringing<L> {
    clock: MockClock<L>,
    bell: Notify,
    /// The driver may go home.
    over: AtomicBool,
}

impl<L: ThreadSafe> Clock for Ringing<L> {
    fn now(&self) -> u64 {
        self.clock.now()
    }

    fn set_alarm(&self, _: u64) {
        self.bell.notify();
    }
}

type Served<L, Q> = Timers<Ringing<L>, L, Q>;

fn timers<L: ThreadSafe, Q: Queue>() -> Arc<Served<L, Q>> {
    let timers = Timers::new(Ringing {
        clock: MockClock::new(),
        bell: Notify::new(),
        over: AtomicBool::new(false),
    });
    // loom wants its mutexes made before they are raced for.
    assert!(timers.is_empty() && timers.now() == 0);
    Arc::new(timers)
}

/// It is `at`, and those who wait for it are told.
fn strike<L: ThreadSafe, Q: Queue>(timers: &Served<L, Q>, at: u64) {
    timers.clock().clock.set(at);
    timers.check_expirations();
}

/// Serves the timers whenever the clock rings, until it is over.
fn drive<L: ThreadSafe, Q: Queue>(timers: &Served<L, Q>) {
    while !timers.clock().over.load(Ordering::Acquire) {
        timers.clock().bell.wait();
        timers.check_expirations();
    }
}

fn stop<L: ThreadSafe, Q: Queue>(timers: &Served<L, Q>) {
    timers.clock().over.store(true, Ordering::Release);
    timers.clock().bell.notify();
}

fn a_registration_meets_the_driver<L: ThreadSafe + 'static, Q: Queue + 'static>() {
    small_model(|| {
        let timers = timers::<L, Q>();
        let value = Arc::new(Watched::new(0));
        let (served, shared) = (Arc::clone(&timers), Arc::clone(&value));
        let driver = thread::spawn(move || {
            shared.set(1);
            strike(&served, 5);
            // Rung by whoever registered too late to be seen.
            drive(&served);
        });
        Task::new(Sleep::until(Arc::clone(&timers), 5)).run();
        assert_eq!(value.get(), 1);
        stop(&timers);
        driver.join().unwrap();
    });
}

#[test]
fn a_registration_against_the_driver_of_a_heap_is_seen() {
    a_registration_meets_the_driver::<LoomLock, Heap>();
}

#[test]
fn a_registration_against_the_driver_of_a_wheel_is_seen() {
    a_registration_meets_the_driver::<LoomLock, Wheel>();
}

#[test]
fn a_registration_with_a_plain_word_is_seen() {
    a_registration_meets_the_driver::<LoomPlainLock, Heap>();
}

fn a_cancel_meets_the_driver<Q: Queue + Send + 'static>() {
    small_model(|| {
        let timers = timers::<LoomLock, Q>();
        let sleeper = Task::waiting(Sleep::until(Arc::clone(&timers), 5));
        let served = Arc::clone(&timers);
        let driver = thread::spawn(move || strike(&served, 5));
        drop(sleeper);
        driver.join().unwrap();
        assert!(timers.is_empty());
    });
}

#[test]
fn a_cancel_against_the_driver_of_a_heap_leaves_nothing() {
    a_cancel_meets_the_driver::<Heap>();
}

#[test]
fn a_cancel_against_the_driver_of_a_wheel_leaves_nothing() {
    a_cancel_meets_the_driver::<Wheel>();
}

#[test]
fn a_sleeper_that_moves_to_another_task_is_woken_there() {
    small_model(|| {
        let timers = timers::<LoomLock, Heap>();
        let sleeper = Task::waiting(Sleep::until(Arc::clone(&timers), 5));
        let served = Arc::clone(&timers);
        let driver = thread::spawn(move || strike(&served, 5));
        sleeper.migrate().run();
        driver.join().unwrap();
    });
}

#[test]
fn a_reset_against_the_driver_waits_for_the_new_time() {
    small_model(|| {
        let timers = timers::<LoomLock, Heap>();
        let task = Task::new(std::future::pending::<()>());
        let mut cx = Context::from_waker(task.waker());
        let mut sleep = Box::pin(Sleep::until(Arc::clone(&timers), 5));
        assert!(Future::poll(sleep.as_mut(), &mut cx).is_pending());
        let served = Arc::clone(&timers);
        let driver = thread::spawn(move || strike(&served, 5));
        Pin::as_mut(&mut sleep).reset(9);
        driver.join().unwrap();
        assert!(Future::poll(sleep.as_mut(), &mut cx).is_pending());
        let woken = task.wakes();
        strike(&timers, 9);
        assert_eq!(task.wakes(), woken + 1);
        assert!(Future::poll(sleep.as_mut(), &mut cx).is_ready());
    });
}

#[test]
fn two_drivers_wake_everybody_once() {
    model(|| {
        let timers = timers::<LoomLock, Heap>();
        let sleepers = [5, 4].map(|at| Task::waiting(Sleep::until(Arc::clone(&timers), at)));
        let drivers = [4, 5].map(|at| {
            let served = Arc::clone(&timers);
            thread::spawn(move || strike(&served, at))
        });
        join(drivers);
        // Whoever came last may have set the clock back to 4.
        strike(&timers, 5);
        for mut sleeper in sleepers {
            assert_eq!(sleeper.wakes(), 1);
            assert!(sleeper.poll().is_some());
        }
    });
}

#[test]
fn one_leaves_while_the_other_is_woken() {
    model(|| {
        let timers = timers::<LoomLock, Wheel>();
        let [first, second] = [5, 5].map(|at| Task::waiting(Sleep::until(Arc::clone(&timers), at)));
        let served = Arc::clone(&timers);
        let driver = thread::spawn(move || strike(&served, 5));
        let leaver = thread::spawn(move || drop(first));
        second.run();
        join([driver, leaver]);
    });
}

#[test]
fn an_earlier_registration_rings_whoever_else_registers() {
    model(|| {
        let timers = timers::<LoomLock, Heap>();
        let late = Task::waiting(Sleep::until(Arc::clone(&timers), 9));
        let served = Arc::clone(&timers);
        // It is told of 9; it must be rung for 5.
        let driver = thread::spawn(move || {
            served.clock().clock.set(5);
            drive(&served);
        });
        Task::new(Sleep::until(Arc::clone(&timers), 5)).run();
        stop(&timers);
        driver.join().unwrap();
        drop(late);
    });
}
