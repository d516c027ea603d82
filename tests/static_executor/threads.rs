//! Several threads: who wakes, spawns and cancels while another one runs.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;

use wakeful::executor::generic::{StaticExecutor, TaskCell};
use wakeful::executor::{SpawnError, ThreadPark, block_on};
use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Lock, kept};

type Exec<L, const N: usize> = StaticExecutor<ThreadPark, L, N>;

fn executor<L: Lock, const N: usize>() -> &'static Exec<L, N> {
    kept(StaticExecutor::new(ThreadPark::new()))
}

const ROUNDS: usize = if cfg!(miri) { 10 } else { 5_000 };

#[test]
fn no_wake_of_another_thread_is_lost() {
    fn check<L: Lock>() {
        let on = executor::<L, 2>();
        /// A number that is told by one, and waited for by the other.
        #[derive(Default)]
        struct Told {
            number: AtomicUsize,
            waker: Mutex<Option<Waker>>,
        }
        let tolds: [Arc<Told>; 2] = Default::default();
        let wait = |told: Arc<Told>, answer: Arc<AtomicUsize>| {
            poll_fn(move |cx| {
                *told.waker.lock().unwrap() = Some(cx.waker().clone());
                let number = told.number.load(Ordering::Relaxed);
                answer.store(number, Ordering::Relaxed);
                if number == ROUNDS { Poll::Ready(()) } else { Poll::Pending }
            })
        };
        let answers: [Arc<AtomicUsize>; 2] = Default::default();
        let threads: Vec<_> = tolds
            .iter()
            .cloned()
            .zip(answers.iter().cloned())
            .map(|(told, answer)| {
                thread::spawn(move || {
                    for number in 1..=ROUNDS {
                        told.number.store(number, Ordering::Relaxed);
                        let waker = told.waker.lock().unwrap().clone();
                        if let Some(waker) = waker {
                            waker.wake();
                        }
                        while answer.load(Ordering::Relaxed) != number {
                            thread::yield_now();
                        }
                    }
                })
            })
            .collect();
        let [a, b] = [0, 1].map(|n| wait(tolds[n].clone(), answers[n].clone()));
        on.run_all((a, b));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
    check::<StdLock>();
    check::<Critical>();
}

#[test]
fn threads_spawn_and_wait_while_another_one_runs() {
    fn check<L: Lock>() {
        let on = executor::<L, 4>();
        let over = Arc::new(AtomicBool::new(false));
        let waker = Arc::new(Mutex::new(None::<Waker>));
        let threads = [0, 1].map(|_| {
            let cell: &'static TaskCell<L, 64> = kept(TaskCell::new());
            thread::spawn(move || {
                for n in 0..ROUNDS / 5 {
                    let mut future = async move {
                        wakeful::future::yield_now().await;
                        n
                    };
                    let handle = loop {
                        match on.spawn(cell, future) {
                            Ok(handle) => break handle,
                            Err(error) => {
                                assert!(matches!(error, SpawnError::Full(_)));
                                future = error.into_inner();
                                thread::yield_now();
                            }
                        }
                    };
                    match n % 3 {
                        0 => assert_eq!(block_on(handle), Ok(n)),
                        1 => assert!(
                            block_on(handle.cancel()).is_ok_and(|m| m == n) || cell.is_free()
                        ),
                        _ => {
                            drop(handle);
                            while !cell.is_free() {
                                thread::yield_now();
                            }
                        }
                    }
                }
            })
        });
        let (ends, place) = (over.clone(), waker.clone());
        let run = thread::spawn(move || {
            on.run(poll_fn(|cx| {
                *place.lock().unwrap() = Some(cx.waker().clone());
                if ends.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
            }));
        });
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        over.store(true, Ordering::Relaxed);
        if let Some(waker) = waker.lock().unwrap().take() {
            waker.wake();
        }
        run.join().unwrap();
        assert!(on.is_empty());
    }
    check::<StdLock>();
    check::<Critical>();
}

#[test]
fn a_task_goes_on_with_a_run_on_another_thread() {
    fn check<L: Lock>() {
        let on = executor::<L, 3>();
        let cell: &'static TaskCell<L, 256> = kept(TaskCell::new());
        let threads = Arc::new(Mutex::new(Vec::new()));
        let mine = threads.clone();
        let task = async move {
            for _ in 0..3 {
                mine.lock().unwrap().push(thread::current().id());
                wakeful::future::yield_now().await;
            }
        };
        let handle = on.spawn(cell, task).unwrap();
        for _ in 0..3 {
            thread::spawn(|| on.run(wakeful::future::yield_now())).join().unwrap();
        }
        assert_eq!(on.run(handle), Ok(()));
        let mut threads = threads.lock().unwrap().clone();
        threads.dedup();
        assert!(threads.len() > 1, "{threads:?}");
    }
    check::<StdLock>();
    check::<Critical>();
}
