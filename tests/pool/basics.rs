//! What a pool is asked for every day.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use wakeful::channel::oneshot;
use wakeful::executor::{self, Shutdown, ThreadPool, block_on};

use super::support::{LONG, count, pool, wait_until, yields};

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn tasks_give_their_outputs() {
    for threads in if cfg!(miri) { 2..3 } else { 1..4 } {
        let pool = pool(threads);
        let many = if cfg!(miri) { 20 } else { 2000 };
        let handles: Vec<_> = (0..many).map(|n| pool.spawn(async move { n + 1 })).collect();
        for (n, handle) in handles.into_iter().enumerate() {
            assert_eq!(block_on(handle).unwrap(), n + 1);
        }
    }
}

#[test]
fn tasks_spawn_and_await_others() {
    let pool = pool(2);
    let spawner = pool.spawner();
    let many = if cfg!(miri) { 10 } else { 1000 };
    let sum = pool.spawn(async move {
        let handles: Vec<_> = (0..many)
            .map(|n| {
                spawner.spawn(async move {
                    yields().await;
                    n
                })
            })
            .collect();
        let mut sum = 0;
        for handle in handles {
            sum += handle.await.unwrap();
        }
        sum
    });
    assert_eq!(block_on(sum).unwrap(), many * (many - 1) / 2);
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn more_tasks_than_a_queue_holds_are_all_polled() {
    let pool = pool(2);
    let spawner = pool.spawner();
    let many = if cfg!(miri) { 40 } else { 5000 };
    let done = Arc::new(AtomicUsize::new(0));
    let counter = done.clone();
    let all = pool.spawn(async move {
        for _ in 0..many {
            let counter = counter.clone();
            spawner
                .spawn(async move {
                    yields().await;
                    count(&counter);
                })
                .detach();
        }
    });
    block_on(all).unwrap();
    wait_until(|| done.load(Ordering::Relaxed) == many);
}

#[test]
fn wakes_from_other_threads_arrive() {
    let pool = pool(2);
    let rounds = if cfg!(miri) { 10 } else { 2000 };
    let echo = pool.spawn(async move {
        let (mut there, mut back) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let (sender, receiver) = oneshot::channel();
            there.push(sender);
            back.push(receiver);
        }
        let thread = thread::spawn(move || {
            for (n, sender) in there.into_iter().enumerate() {
                sender.send(n).unwrap();
            }
        });
        for (n, mut receiver) in back.into_iter().enumerate() {
            assert_eq!(receiver.recv().await, Ok(n));
        }
        thread.join().unwrap();
    });
    block_on(echo).unwrap();
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn threads_have_names_and_hooks() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (started, stopped) = (seen.clone(), seen.clone());
    let pool = ThreadPool::builder()
        .threads(2)
        .thread_name("crew")
        .stack_size(256 * 1024)
        .on_start(move |n| started.lock().unwrap().push(format!("start {n}")))
        .on_stop(move |n| stopped.lock().unwrap().push(format!("stop {n}")))
        .build()
        .unwrap();
    let name = pool.spawn(async { thread::current().name().map(str::to_owned) });
    assert!(block_on(name).unwrap().unwrap().starts_with("crew-"));
    pool.shutdown(Shutdown::Cancel);
    let mut seen = seen.lock().unwrap().clone();
    seen.sort();
    assert_eq!(seen, ["start 0", "start 1", "stop 0", "stop 1"]);
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn the_future_of_a_block_on_runs_here() {
    let pool = pool(1);
    let here = thread::current().id();
    let (inside, outside) = pool.block_on(async {
        let outside = pool.spawn(async { thread::current().id() }).await.unwrap();
        (thread::current().id(), outside)
    });
    assert_eq!(inside, here);
    assert_ne!(outside, here);
}

/// Its threads never end, which Miri calls a leak.
#[cfg(not(miri))]
#[test]
fn the_pool_of_the_process_starts_by_itself() {
    let nested = executor::spawn(async { executor::spawn(async { 1 }).await.unwrap() + 1 });
    assert_eq!(block_on(nested).unwrap(), 2);
}

#[test]
fn a_cancelled_task_is_gone() {
    let pool = pool(2);
    let alive = super::support::Alive::default();
    let token = alive.clone();
    let task = pool.spawn(async move {
        let _token = token;
        std::future::pending::<()>().await;
    });
    assert!(block_on(task.cancel()).unwrap_err().is_cancelled());
    assert_eq!(alive.count(), 0);
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn at_least_one_thread_is_started() {
    let pool = pool(0);
    assert_eq!(block_on(pool.spawn(async { 1 })).unwrap(), 1);
    pool.shutdown(Shutdown::Wait(LONG));
}
