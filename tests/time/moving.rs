//! Sleeps that go from task to task and from thread to thread.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use wakeful::executor::block_on;
use wakeful::time::{Sleep, sleep};

use crate::executors::{EXECUTORS, alone, begin};
use crate::support::millis;

type Shared = Arc<Mutex<Pin<Box<Sleep>>>>;

#[test]
fn a_sleep_that_one_executor_began_ends_in_another() {
    alone(|| {
        for first in EXECUTORS {
            for second in EXECUTORS {
                let mut moved = Box::pin(sleep(millis(3)));
                first(Box::pin(async { assert!(begin(moved.as_mut()).await.is_none()) }));
                second(moved);
            }
        }
    });
}

#[test]
fn a_sleep_that_one_thread_began_ends_in_another() {
    alone(|| {
        for first in EXECUTORS {
            for second in EXECUTORS {
                let mut moved = Box::pin(sleep(millis(3)));
                first(Box::pin(async { assert!(begin(moved.as_mut()).await.is_none()) }));
                thread::spawn(move || second(moved)).join().unwrap();
            }
        }
    });
}

#[test]
fn a_sleep_that_another_thread_polls_wakes_the_block_on_it_was_polled_for() {
    alone(|| {
        for later in [false, true] {
            let shared = Mutex::new(Box::pin(sleep(millis(4))));
            let mut polls = 0;
            block_on(poll_fn(|cx| {
                polls += 1;
                if later && polls == 1 {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                // All that is known here of the waker is known to the other thread alone.
                let waker = cx.waker();
                thread::scope(|scope| {
                    let other = scope.spawn(|| {
                        let mut cx = Context::from_waker(waker);
                        shared.lock().unwrap().as_mut().poll(&mut cx)
                    });
                    other.join().unwrap()
                })
            }));
        }
    });
}

#[test]
fn a_thread_that_has_slept_before_may_poll_for_another() {
    alone(|| {
        let (send, tasks) = mpsc::channel::<(Shared, Waker)>();
        let helper = thread::spawn(move || {
            block_on(sleep(millis(1)));
            for (shared, waker) in tasks {
                let mut cx = Context::from_waker(&waker);
                if shared.lock().unwrap().as_mut().poll(&mut cx).is_ready() {
                    waker.wake_by_ref();
                }
                block_on(sleep(millis(1)));
            }
        });
        for _ in 0..5 {
            let shared = Arc::new(Mutex::new(Box::pin(sleep(millis(4)))));
            let mut sent = false;
            block_on(poll_fn(|cx| {
                if !std::mem::replace(&mut sent, true) {
                    send.send((Arc::clone(&shared), cx.waker().clone())).unwrap();
                    return Poll::Pending;
                }
                // Woken by the sleep, or by the helper who found it elapsed.
                match shared.lock().unwrap().is_elapsed() {
                    true => Poll::Ready(()),
                    false => Poll::Pending,
                }
            }));
        }
        drop(send);
        helper.join().unwrap();
    });
}

#[test]
fn a_sleep_that_another_thread_brings_forward_wakes_a_block_on() {
    alone(|| {
        for executor in EXECUTORS {
            let shared = Arc::new(Mutex::new(Box::pin(sleep(Duration::from_secs(3600)))));
            let other = Arc::clone(&shared);
            let (begun, has_begun) = mpsc::channel();
            let mover = thread::spawn(move || {
                has_begun.recv().unwrap();
                thread::sleep(millis(3));
                other.lock().unwrap().as_mut().reset_after(millis(2));
            });
            let mut begun = Some(begun);
            executor(Box::pin(poll_fn(|cx| {
                let polled = shared.lock().unwrap().as_mut().poll(cx);
                if let Some(begun) = begun.take() {
                    begun.send(()).unwrap();
                }
                polled
            })));
            mover.join().unwrap();
        }
    });
}

#[test]
fn sleeps_that_are_dropped_elsewhere_while_they_fire_do_no_harm() {
    alone(|| {
        let (send, dropped) = mpsc::channel::<(Pin<Box<Sleep>>, Instant)>();
        let dropper = thread::spawn(move || {
            for (sleep, deadline) in dropped {
                while Instant::now() < deadline {
                    std::hint::spin_loop();
                }
                drop(sleep);
            }
        });
        for n in 0..500 {
            let duration = Duration::from_micros(20 + n % 60);
            let deadline = Instant::now() + duration;
            let mut moved = Box::pin(sleep(duration));
            let executor = EXECUTORS[n as usize % EXECUTORS.len()];
            executor(Box::pin(async { begin(moved.as_mut()).await.unwrap_or(()) }));
            send.send((moved, deadline)).unwrap();
            if n % 8 == 0 {
                block_on(sleep(Duration::from_micros(50)));
            }
        }
        drop(send);
        dropper.join().unwrap();
    });
}
