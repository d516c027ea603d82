//! Timers of tasks, in a thread that serves them itself or does not.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::time::{Duration, Instant};

use wakeful::executor::{LocalExecutor, block_on};
use wakeful::future::{Race, yield_now};
use wakeful::time::{interval, sleep, timeout};

use crate::watched::watched;

const MS: Duration = Duration::from_millis(1);

#[test]
fn tasks_sleep_in_run() {
    watched(|| {
        let executor = LocalExecutor::new();
        let start = Instant::now();
        let total = Rc::new(Cell::new(0));
        let tasks = [3, 1, 2].map(|n: u32| {
            let total = total.clone();
            executor.spawn(async move {
                sleep(10 * n * MS).await;
                total.set(total.get() + n);
            })
        });
        executor.run(async {
            sleep(5 * MS).await;
            for task in tasks {
                task.await.unwrap();
            }
        });
        assert!(start.elapsed() >= 30 * MS);
        assert_eq!(total.get(), 6);
    });
}

#[test]
fn a_task_that_never_stops_does_not_hold_up_the_timers_of_others() {
    watched(|| {
        let executor = LocalExecutor::new();
        executor
            .spawn(async {
                loop {
                    yield_now().await;
                }
            })
            .detach();
        let sleeper = executor.spawn(sleep(5 * MS));
        executor.run(sleeper).unwrap();
        // A future that never stops, and no task but the sleeper.
        let executor = LocalExecutor::new();
        let sleeper = executor.spawn(sleep(5 * MS));
        executor.run(async {
            while !sleeper.is_finished() {
                yield_now().await;
            }
        });
    });
}

#[test]
#[cfg_attr(miri, ignore = "may start a thread that never ends")]
fn timers_that_a_run_leaves_behind_ring_in_the_next_executor() {
    watched(|| {
        let executor = LocalExecutor::new();
        let sleeper = executor.spawn(sleep(20 * MS));
        executor.run(async {
            for _ in 0..3 {
                yield_now().await;
            }
        });
        // Its thread sleeps elsewhere from now on: nobody else looks at the timers there.
        pollster_like(executor.run_until(sleeper)).unwrap();
    });
}

#[test]
#[cfg_attr(miri, ignore = "may start a thread that never ends")]
fn timers_of_tasks_ring_inside_of_other_executors() {
    watched(|| {
        let executor = LocalExecutor::new();
        let ticker = executor.spawn(async {
            let mut interval = interval(MS);
            for _ in 0..3 {
                interval.tick().await;
            }
        });
        pollster_like(executor.run_until(ticker)).unwrap();
        let sleeper = executor.spawn(sleep(5 * MS));
        block_on(executor.run_until(sleeper)).unwrap();
        // A task of one that blocks the thread in another one.
        let outer = LocalExecutor::new();
        let blocking = outer.spawn(async {
            let inner = LocalExecutor::new();
            let sleeper = inner.spawn(sleep(5 * MS));
            pollster_like(inner.run_until(sleeper)).unwrap();
            inner.run(inner.spawn(sleep(MS))).unwrap();
            sleep(MS).await;
        });
        outer.run(blocking).unwrap();
    });
}

#[test]
#[cfg_attr(miri, ignore = "may start a thread that never ends")]
fn a_task_that_is_dropped_leaves_no_timer() {
    watched(|| {
        let executor = LocalExecutor::new();
        let endless = executor.spawn(sleep(Duration::MAX));
        let late = executor.spawn(sleep(Duration::from_secs(3600)));
        executor.run(timeout(2 * MS, pending::<()>())).unwrap_err();
        assert!(executor.run(late.cancel()).unwrap_err().is_cancelled());
        drop(executor);
        assert!(block_on(endless).unwrap_err().is_cancelled());
        block_on((sleep(MS), pending()).race());
    });
}

/// An executor that knows nothing of us.
fn pollster_like<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::task::Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
    let mut future = std::pin::pin!(future);
    loop {
        let cx = &mut std::task::Context::from_waker(&waker);
        if let std::task::Poll::Ready(output) = future.as_mut().poll(cx) {
            return output;
        }
        std::thread::park();
    }
}
