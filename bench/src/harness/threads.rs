//! Two pinned threads and a clock.

use std::hint;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::machine::pin;

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

/// Runs `worker` on two cores, tells it after `span` to stop, and says how many nanoseconds each
/// of the operations took that the two workers counted.
pub(crate) fn both_for(span: Duration, worker: impl Fn(&AtomicBool, &Barrier) -> u64 + Sync) -> f64 {
    let stop = AtomicBool::new(false);
    let ready = Barrier::new(3);
    thread::scope(|scope| {
        let workers = [0, 1].map(|core| {
            let (worker, stop, ready) = (&worker, &stop, &ready);
            scope.spawn(move || {
                pin(core);
                worker(stop, ready)
            })
        });
        ready.wait();
        let start = Instant::now();
        thread::sleep(span);
        stop.store(true, Ordering::Relaxed);
        let took = start.elapsed();
        let operations: u64 = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
        took.as_nanos() as f64 / operations as f64
    })
}

/// Waits without sleeping. Gives the core away now and then, lest two threads on one core wait
/// for each other's time slices.
pub(crate) fn spin_until(condition: impl Fn() -> bool) {
    let mut spins = 0u32;
    while !condition() {
        spins += 1;
        if spins.is_multiple_of(1 << 14) {
            thread::yield_now();
        }
        hint::spin_loop();
    }
}
