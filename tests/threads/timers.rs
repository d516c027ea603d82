//! Timers that one thread drives and others wait in.

use std::future::Future;
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use wakeful::executor::block_on;
use wakeful::time::{Clock, Heap, Queue, StdClock, Timers, Wheel};

use crate::{give_up, on_threads};

/// The clock of `std`, whose alarm unparks the driver.
struct Alarm(OnceLock<Thread>);

impl Clock for Alarm {
    fn now(&self) -> u64 {
        StdClock.now()
    }

    fn set_alarm(&self, _at: u64) {
        if let Some(driver) = self.0.get() {
            driver.unpark();
        }
    }
}

fn drive<Q: Queue>(timers: &Timers<Alarm, Q>, over: &AtomicBool) {
    timers.clock().0.set(thread::current()).expect("there is one driver");
    while !over.load(Ordering::Acquire) {
        match timers.check_expirations() {
            None => thread::park(),
            Some(at) => thread::park_timeout(Duration::from_nanos(at.saturating_sub(timers.now()))),
        }
    }
}

/// Between nothing and some microseconds, so that registering, firing and cancelling meet.
fn some_time(thread: usize, round: usize) -> Duration {
    Duration::from_nanos(((round * 7919 + thread * 104_729) % 60_000) as u64)
}

fn nobody_is_forgotten_or_early<Q: Queue + Send>() {
    let timers = Timers::<Alarm, Q>::new(Alarm(OnceLock::new()));
    let over = AtomicBool::new(false);
    let slept = AtomicUsize::new(0);
    let rounds = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| drive(&timers, &over));
        on_threads(|thread, round| {
            rounds.fetch_add(1, Ordering::Relaxed);
            let duration = some_time(thread, round);
            match round % 8 {
                // Somebody gives up, at any moment.
                0..4 => drop(give_up(timers.sleep(duration))),
                4 | 5 => {
                    let mut sleep = pin!(timers.sleep(duration));
                    let mut cx = Context::from_waker(Waker::noop());
                    if sleep.as_mut().poll(&mut cx).is_ready() {
                        return;
                    }
                    sleep.as_mut().reset_after(duration / 2);
                    let before = sleep.deadline();
                    block_on(sleep);
                    assert!(timers.now() >= before, "it is early");
                }
                6 => {
                    timers.next_expiration();
                }
                _ => {
                    let sleep = timers.sleep(duration);
                    let deadline = sleep.deadline();
                    block_on(sleep);
                    assert!(timers.now() >= deadline, "it is early");
                    slept.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        over.store(true, Ordering::Release);
        if let Some(driver) = timers.clock().0.get() {
            driver.unpark();
        }
    });
    assert!(timers.is_empty());
    assert_eq!(slept.into_inner(), rounds.into_inner() / 8);
}

#[test]
fn sleepers_in_a_heap_are_woken_by_a_driver() {
    nobody_is_forgotten_or_early::<Heap>();
}

#[test]
fn sleepers_in_a_wheel_are_woken_by_a_driver() {
    nobody_is_forgotten_or_early::<Wheel>();
}
