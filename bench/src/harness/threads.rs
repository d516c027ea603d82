//! Two pinned threads and a clock.

use std::hint;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::machine::{pin, unpin};
use crate::row::Shared;

/// Runs `here` on this thread while `there` runs on the second core, and says how long `here`
/// took from when both were ready.
pub(crate) fn beside(here: impl FnOnce(), there: impl FnOnce() + Send) -> Duration {
    let ready = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            pin(1);
            ready.store(true, Ordering::Release);
            there();
        });
        spin_until(|| ready.load(Ordering::Acquire));
        let start = Instant::now();
        here();
        start.elapsed()
    })
}

/// Runs `here` on this thread and what `prepare` gives on the second core, and says how long it took
/// from when both were ready until both had ended.
pub(crate) fn together<F: FnOnce()>(
    here: impl FnOnce(),
    prepare: impl FnOnce() -> F + Send,
) -> Duration {
    let (ready, ended) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            pin(1);
            let there = prepare();
            ready.store(true, Ordering::Release);
            there();
            ended.store(true, Ordering::Release);
        });
        spin_until(|| ready.load(Ordering::Acquire));
        let start = Instant::now();
        here();
        spin_until(|| ended.load(Ordering::Acquire));
        start.elapsed()
    })
}

/// How long a thread that is told something is left alone first: long enough to fall asleep.
const ASLEEP: Duration = Duration::from_micros(50);

/// The time from `tell` on this thread until `hear` returns on the second core, where it was
/// asleep; summed over so many times. Both are given the number of the time, from 1.
pub(crate) fn wake_latency<H: FnMut(u32)>(
    count: u64,
    tell: impl Fn(u32),
    hear: impl FnOnce() -> H + Send,
) -> Duration {
    let epoch = Instant::now();
    let (heard, heard_at) = (AtomicU32::new(0), AtomicU64::new(0));
    let mut total = 0;
    beside(
        || {
            for number in 1..=count as u32 {
                let rested = Instant::now() + ASLEEP;
                spin_until(|| Instant::now() >= rested);
                let told_at = epoch.elapsed().as_nanos() as u64;
                tell(number);
                spin_until(|| heard.load(Ordering::Acquire) == number);
                total += heard_at.load(Ordering::Relaxed).saturating_sub(told_at);
            }
        },
        || {
            let mut hear = hear();
            for number in 1..=count as u32 {
                hear(number);
                heard_at.store(epoch.elapsed().as_nanos() as u64, Ordering::Relaxed);
                heard.store(number, Ordering::Release);
            }
        },
    );
    Duration::from_nanos(total)
}

/// Runs `worker` on two cores, tells it after `span` to stop, and says what came of the operations
/// that the two workers counted.
pub(crate) fn both_for(
    span: Duration,
    worker: impl Fn(&AtomicBool, &Barrier) -> u64 + Sync,
) -> Shared {
    all_for(2, span, worker)
}

/// The same on as many threads as `threads`, each pinned to the core whose turn it is.
pub(crate) fn all_for(
    threads: usize,
    span: Duration,
    worker: impl Fn(&AtomicBool, &Barrier) -> u64 + Sync,
) -> Shared {
    let stop = AtomicBool::new(false);
    let ready = Barrier::new(threads + 1);
    thread::scope(|scope| {
        let start_on = |core| {
            let (worker, stop, ready) = (&worker, &stop, &ready);
            scope.spawn(move || {
                pin(core);
                worker(stop, ready)
            })
        };
        let workers: Vec<_> = (0..threads).map(start_on).collect();
        ready.wait();
        let start = Instant::now();
        thread::sleep(span);
        stop.store(true, Ordering::Relaxed);
        let took = start.elapsed();
        let counts: Vec<_> =
            workers.into_iter().map(|worker| worker.join().unwrap() as f64).collect();
        let operations: f64 = counts.iter().sum();
        let least = counts.iter().copied().fold(f64::INFINITY, f64::min);
        let lesser = least / operations * threads as f64 / 2.0;
        Shared { ns: took.as_nanos() as f64 / operations, lesser }
    })
}

/// Runs `first_use` on the second core, so that a thread which it starts stays there.
pub(crate) fn on_the_other_core(first_use: impl FnOnce() + Send) {
    thread::scope(|scope| {
        scope.spawn(|| {
            pin(1);
            first_use();
        });
    });
}

/// Runs `work` on a thread that may go anywhere, as may the threads that it starts.
pub(crate) fn unpinned<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            unpin();
            work()
        });
        worker.join().expect("the work is done")
    })
}

/// Waits without sleeping. Gives the core away now and then, lest two threads on one core wait
/// for each other's time slices.
pub(crate) fn spin_until(mut condition: impl FnMut() -> bool) {
    let mut spins = 0u32;
    while !condition() {
        spins += 1;
        if spins.is_multiple_of(1 << 14) {
            thread::yield_now();
        }
        hint::spin_loop();
    }
}
