//! Real threads on real primitives: what Miri runs with many seeds and the thread sanitizer watches.
//!
//! Every test ends with a count that a lost wake-up, a lost permit or a broken exclusion spoils (or
//! never gets to).

#![cfg(feature = "std")]

#[path = "threads/locks.rs"]
mod locks;
#[path = "threads/signals.rs"]
mod signals;
#[path = "threads/timers.rs"]
mod timers;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// How often a thread repeats its step.
pub(crate) const ROUNDS: usize = if cfg!(miri) { 8 } else { 4000 };
/// How many threads.
pub(crate) const THREADS: usize = if cfg!(miri) { 3 } else { 4 };

/// Runs `step` on each thread, `ROUNDS` times, with the numbers of the thread and of the round.
pub(crate) fn on_threads(step: impl Fn(usize, usize) + Sync) {
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let step = &step;
            scope.spawn(move || (0..ROUNDS).for_each(|round| step(thread, round)));
        }
    });
}

/// Polls `future` once with a waker that wakes nobody, and drops it: a waiter that gave up, maybe
/// right when it was served.
pub(crate) fn give_up<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
        return Some(output);
    }
    std::thread::yield_now();
    None
}
