//! Executors in each other, and calls that end in other ways than by returning.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use wakeful::channel::{mpmc, oneshot};
use wakeful::executor::block_on;
use wakeful::time::sleep;

use crate::executors::{EXECUTORS, alone, begin};
use crate::support::millis;

#[test]
fn any_executor_in_any_other_wakes_its_sleeps() {
    alone(|| {
        for outer in EXECUTORS {
            for inner in EXECUTORS {
                outer(Box::pin(async {
                    // The outer one waits for two, one of which ends while the inner one runs.
                    let mut short = pin!(sleep(millis(1)));
                    let mut long = pin!(sleep(millis(4)));
                    assert!(begin(short.as_mut()).await.is_none());
                    assert!(begin(long.as_mut()).await.is_none());
                    inner(Box::pin(sleep(millis(2))));
                    short.await;
                    inner(Box::pin(sleep(millis(1))));
                    long.await;
                    sleep(millis(1)).await;
                }));
            }
        }
    });
}

#[test]
fn an_executor_that_never_comes_back_does_not_hold_up_another_thread() {
    alone(|| {
        for executor in EXECUTORS {
            let (release, held) = std::sync::mpsc::channel::<()>();
            let (begun, has_begun) = std::sync::mpsc::channel();
            // Waits for its sleep, and blocks in the very poll.
            let busy = thread::spawn(move || {
                block_on(async {
                    let mut begun_sleep = pin!(sleep(millis(1)));
                    assert!(begin(begun_sleep.as_mut()).await.is_none());
                    begun.send(()).unwrap();
                    held.recv().unwrap();
                    begun_sleep.await;
                });
            });
            has_begun.recv().unwrap();
            executor(Box::pin(sleep(millis(3))));
            release.send(()).unwrap();
            busy.join().unwrap();
        }
    });
}

#[test]
fn a_call_that_blocks_for_a_message_serves_timers_meanwhile() {
    alone(|| {
        let (_sender, receiver) = mpmc::unbounded::<u32>();
        block_on(async {
            let mut begun = pin!(sleep(millis(2)));
            assert!(begin(begun.as_mut()).await.is_none());
            assert!(receiver.blocking_recv_timeout(millis(10)).is_err());
            assert!(begun.is_elapsed());
            begun.await;
        });
    });
}

#[test]
fn a_call_that_panics_leaves_others_their_time() {
    alone(|| {
        for executor in EXECUTORS {
            let mut kept = Box::pin(sleep(millis(4)));
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                block_on(async {
                    let mut begun = pin!(sleep(millis(60_000)));
                    assert!(begin(begun.as_mut()).await.is_none());
                    assert!(begin(kept.as_mut()).await.is_none());
                    panic!("on purpose");
                });
            }));
            assert!(panicked.is_err());
            executor(Box::pin(sleep(millis(2))));
            executor(kept);
        }
    });
}

#[test]
fn a_thread_that_ends_leaves_others_their_time() {
    alone(|| {
        for executor in EXECUTORS {
            let begun = thread::spawn(|| {
                let mut kept = Box::pin(sleep(millis(4)));
                block_on(async { assert!(begin(kept.as_mut()).await.is_none()) });
                kept
            });
            let kept = begun.join().unwrap();
            executor(Box::pin(sleep(millis(1))));
            executor(kept);
        }
    });
}

#[test]
fn a_thread_that_ends_sleeps_in_its_destructors() {
    struct Sleepy;
    impl Drop for Sleepy {
        fn drop(&mut self) {
            block_on(sleep(Duration::from_millis(2)));
        }
    }
    std::thread_local! {
        static FIRST: Sleepy = const { Sleepy };
        static LAST: Sleepy = const { Sleepy };
    }
    alone(|| {
        thread::spawn(|| {
            FIRST.with(|_| ());
            block_on(sleep(millis(1)));
            LAST.with(|_| ());
        })
        .join()
        .unwrap();
    });
}

/// How many threads drive, or did.
fn drivers() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    // Threads end meanwhile.
    let names =
        tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name == "wakeful-driver\n").count()
}

/// Sleeps when it is woken, and waits for somebody else who sleeps.
struct Drowsy(Mutex<mpsc::Sender<()>>);

impl Wake for Drowsy {
    fn wake(self: Arc<Self>) {
        block_on(sleep(millis(2)));
        let other = thread::spawn(|| EXECUTORS[1](Box::pin(sleep(millis(2)))));
        let (sender, receiver) = oneshot::channel();
        thread::spawn(move || {
            other.join().unwrap();
            sender.send(()).unwrap();
        });
        block_on(receiver).unwrap();
        self.0.lock().unwrap().send(()).unwrap();
    }
}

#[test]
fn a_waker_that_sleeps_itself_does_not_stop_the_driver() {
    alone(|| {
        for _ in 0..3 {
            let (sender, woken) = mpsc::channel();
            let sleeps = [1, 1, 2].map(|ms| {
                let waker = Waker::from(Arc::new(Drowsy(Mutex::new(sender.clone()))));
                let mut sleep = Box::pin(sleep(millis(ms)));
                assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
                sleep
            });
            for executor in EXECUTORS {
                executor(Box::pin(sleep(millis(1))));
            }
            for _ in &sleeps {
                woken.recv().unwrap();
            }
            for executor in EXECUTORS {
                executor(Box::pin(sleep(millis(1))));
            }
        }
        // Those that were replaced end: the watcher of this test waits for it.
        while cfg!(target_os = "linux") && drivers() != 1 {
            thread::yield_now();
        }
    });
}
