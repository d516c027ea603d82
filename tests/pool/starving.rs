//! How long a task that is ready waits at most, in polls of its worker.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Poll, Waker};

use wakeful::executor::{ThreadPool, block_on};

use super::support::{count, ends, pool, yields};

/// What the documentation promises for so many tasks.
fn bound(tasks: usize) -> usize {
    4 * tasks + 2500
}

/// Polls of all tasks.
#[derive(Clone, Default)]
struct Clock(Arc<AtomicUsize>);

impl Clock {
    fn tick(&self) -> usize {
        count(&self.0)
    }
}

/// Wakes itself so often, and returns the largest number of polls between two of its own.
async fn victim(clock: Clock, rounds: usize) -> usize {
    let (mut last, mut worst) = (clock.tick(), 0);
    for _ in 0..rounds {
        yields().await;
        let now = clock.tick();
        worst = worst.max(now - last);
        last = now;
    }
    worst
}

const ROUNDS: usize = 50;

/// So many tasks that wake themselves until `stop`.
fn flood(pool: &ThreadPool, tasks: usize, clock: &Clock, stop: &Arc<AtomicBool>) {
    for _ in 0..tasks {
        let (clock, stop) = (clock.clone(), stop.clone());
        pool.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                clock.tick();
                yields().await;
            }
        })
        .detach();
    }
}

#[test]
fn tasks_that_wake_themselves_take_turns() {
    for tasks in [3, 200, 3000] {
        ends(move || {
            let (pool, clock, stop) = (pool(1), Clock::default(), Arc::default());
            flood(&pool, tasks, &clock, &stop);
            let victims: Vec<_> =
                (0..3).map(|_| pool.spawn(victim(clock.clone(), ROUNDS))).collect();
            for victim in victims {
                let worst = block_on(victim).unwrap();
                println!("{tasks} tasks: {worst} polls");
                assert!(worst <= bound(tasks + 3), "{worst}");
            }
            stop.store(true, Ordering::Relaxed);
        });
    }
}

/// Two tasks of which each wakes the other.
fn ping_pong(pool: &ThreadPool, clock: &Clock, stop: &Arc<AtomicBool>) {
    let places: Arc<[Mutex<Option<Waker>>; 2]> = Arc::default();
    for me in [0, 1] {
        let (places, clock, stop) = (places.clone(), clock.clone(), stop.clone());
        pool.spawn(std::future::poll_fn(move |cx| {
            clock.tick();
            *places[me].lock().unwrap() = Some(cx.waker().clone());
            let other = places[1 - me].lock().unwrap().take();
            other.into_iter().for_each(Waker::wake);
            if stop.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
        }))
        .detach();
    }
}

#[test]
fn two_tasks_that_wake_each_other_starve_nobody() {
    ends(|| {
        let (pool, clock, stop) = (pool(1), Clock::default(), Arc::default());
        for _ in 0..3 {
            ping_pong(&pool, &clock, &stop);
        }
        let worst = block_on(pool.spawn(victim(clock.clone(), ROUNDS))).unwrap();
        println!("{worst} polls");
        // Seven tasks: far from the bound for any number.
        assert!(worst <= 4 * 7 + 61, "{worst}");
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn what_comes_from_elsewhere_is_polled_soon_while_the_worker_is_busy() {
    for tasks in [1, 3000] {
        ends(move || {
            let (pool, clock, stop) = (pool(1), Clock::default(), Arc::default());
            flood(&pool, tasks, &clock, &stop);
            ping_pong(&pool, &clock, &stop);
            let (clock, spawner) = (clock.clone(), pool.spawner());
            let worst = block_on(pool.spawn(async move {
                let mut worst = 0;
                for _ in 0..ROUNDS {
                    let (before, later) = (clock.tick(), clock.clone());
                    // By way of another thread, which the worker waits for: it polls nobody meanwhile.
                    let spawner = spawner.clone();
                    let handle = std::thread::spawn(move || {
                        spawner.spawn(async move { later.tick() - before })
                    });
                    worst = worst.max(handle.join().unwrap().await.unwrap());
                }
                worst
            }));
            let worst = worst.unwrap();
            println!("{tasks} tasks: {worst} polls");
            assert!(worst <= bound(tasks + 3), "{worst}");
            stop.store(true, Ordering::Relaxed);
        });
    }
}
