//! Wakes by other threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use wakeful::executor::{LocalExecutor, block_on};
use wakeful::future::{Join, yield_now};
use wakeful::sync::{Notify, Semaphore};

use crate::support::{Count, Gate};
use crate::watched::watched;

#[test]
fn another_thread_ends_the_sleep() {
    watched(|| {
        let executor = LocalExecutor::new();
        let (there, back) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let rounds = if cfg!(miri) { 4 } else { 2000 };
        let other = thread::spawn({
            let (there, back) = (there.clone(), back.clone());
            move || {
                block_on(async {
                    for _ in 0..rounds {
                        there.acquire().await.unwrap().forget();
                        back.release(1);
                    }
                })
            }
        });
        let task = executor.spawn(async move {
            for _ in 0..rounds {
                there.release(1);
                back.acquire().await.unwrap().forget();
            }
        });
        executor.run(task).unwrap();
        other.join().unwrap();
    });
}

#[test]
fn wakes_of_many_threads_come_in_order_and_once() {
    let executor = LocalExecutor::new();
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let gates: Vec<_> = (0..5).map(|_| Gate::default()).collect();
    for (n, gate) in gates.iter().enumerate() {
        let (wait, order) = (gate.wait(), order.clone());
        executor
            .spawn(async move {
                wait.await;
                order.lock().unwrap().push(n);
            })
            .detach();
    }
    executor.run_until_stalled();
    thread::spawn(move || {
        for n in [3, 0, 4, 1, 2] {
            for waker in gates[n].wakers() {
                waker.wake_by_ref();
                waker.wake();
            }
            gates[n].open();
        }
    })
    .join()
    .unwrap();
    executor.run_until_stalled();
    assert_eq!(*order.lock().unwrap(), [3, 0, 4, 1, 2]);
}

#[test]
fn no_wake_is_lost_under_load() {
    watched(|| {
        let executor = LocalExecutor::new();
        let (tasks, rounds) = if cfg!(miri) { (3, 3) } else { (50, 200) };
        let total = Arc::new(AtomicUsize::new(0));
        let notes: Vec<_> = (0..tasks).map(|_| Arc::new(Notify::new())).collect();
        let handles: Vec<_> = notes
            .iter()
            .map(|note| {
                let (note, total) = (note.clone(), total.clone());
                executor.spawn(async move {
                    for _ in 0..rounds {
                        note.notified().await;
                        total.fetch_add(1, Relaxed);
                        yield_now().await;
                    }
                })
            })
            .collect();
        let others: Vec<_> = (0..2)
            .map(|_| {
                let (notes, total) = (notes.clone(), total.clone());
                thread::spawn(move || {
                    while total.load(Relaxed) < tasks * rounds {
                        notes.iter().for_each(|note| note.notify_one());
                        thread::yield_now();
                    }
                })
            })
            .collect();
        executor.run(async {
            for handle in handles {
                handle.await.unwrap();
            }
        });
        others.into_iter().for_each(|other| other.join().unwrap());
        assert_eq!(total.load(Relaxed), tasks * rounds);
    });
}

#[test]
fn a_wake_that_comes_while_the_task_runs_counts() {
    watched(|| {
        let executor = LocalExecutor::new();
        let polls = Count::default();
        let count = polls.clone();
        let mut woken = false;
        executor
            .run(executor.spawn(std::future::poll_fn(move |cx| {
                count.add();
                if std::mem::replace(&mut woken, true) {
                    return std::task::Poll::Ready(());
                }
                let waker = cx.waker().clone();
                thread::spawn(move || waker.wake()).join().unwrap();
                std::task::Poll::Pending
            })))
            .unwrap();
        assert_eq!(polls.get(), 2);
    });
}

#[test]
fn a_runner_that_leaves_calls_the_others() {
    watched(|| {
        let executor = LocalExecutor::new();
        let (first, second) = (Gate::default(), Gate::default());
        let one = executor.run_until(executor.spawn(first.wait()));
        let two = executor.run_until(executor.spawn(second.wait()));
        let other = thread::spawn(move || {
            // The one that registered last leaves first, and the other way round.
            second.open();
            thread::yield_now();
            first.open();
        });
        let (one, two) = block_on((one, two).join());
        assert!(one.is_ok() && two.is_ok());
        other.join().unwrap();
    });
}
