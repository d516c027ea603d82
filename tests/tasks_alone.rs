//! A thread in `LocalExecutor::run` serves the timers of its tasks itself. The only test of its process.

#![cfg(all(feature = "executor", feature = "std", target_os = "linux", not(miri)))]

mod os_threads;

use std::time::Duration;

use wakeful::executor::{LocalExecutor, block_on};
use wakeful::future::Join;
use wakeful::time::{interval, sleep};

use os_threads::threads;

#[test]
fn a_local_executor_starts_no_thread_until_another_one_runs_its_tasks() {
    let ms = Duration::from_millis;
    let before = threads();
    let executor = LocalExecutor::new();
    let sleeper = executor.spawn(sleep(ms(3)));
    let ticker = executor.spawn(async move {
        let mut interval = interval(ms(1));
        for _ in 0..3 {
            interval.tick().await;
        }
    });
    executor.run(async {
        sleep(ms(1)).await;
        sleeper.await.unwrap();
        ticker.await.unwrap();
    });
    // Left behind from one run to the next, and beside a `block_on`.
    let left = executor.spawn(sleep(ms(10)));
    executor.run(sleep(ms(1)));
    block_on(sleep(ms(1)));
    executor.run(left).unwrap();
    assert_eq!(threads(), before);
    // Tasks in somebody else's poll, whose waker nobody knows.
    let (one, two) = (executor.spawn(sleep(ms(1))), executor.spawn(sleep(ms(2))));
    let (one, two) = block_on(executor.run_until((one, two).join()));
    assert!(one.is_ok() && two.is_ok());
    let new: Vec<_> = threads().into_iter().filter(|name| !before.contains(name)).collect();
    assert_eq!(new, ["wakeful-driver\n"]);
}
