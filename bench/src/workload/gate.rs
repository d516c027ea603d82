//! Whatever one enters and leaves: mutexes, either side of a read-write lock, semaphores.

use std::hint::black_box;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Context;

use crate::harness::{Hot, Tasks, Wakes, both_for, expect_ready, poll_ready, timed, yield_now};
use crate::row::Batch;

/// Something to enter; it is left when the pass is dropped.
pub(crate) trait Gate: 'static {
    type Pass<'a>;

    fn enter(&self) -> impl Future<Output = Self::Pass<'_>>;
}

/// The same without waiting.
pub(crate) trait TryGate: Gate {
    fn try_enter(&self) -> Option<Self::Pass<'_>>;
}

/// Enters and leaves with nobody else about.
pub(crate) fn alone(gate: impl Gate) -> Batch {
    let gate = Hot(gate);
    Batch::count(move |count| {
        let gate = black_box(&*gate);
        timed(count, || drop(poll_ready(gate.enter())))
    })
}

/// Tries to enter, succeeds, and leaves.
pub(crate) fn tried(gate: impl TryGate) -> Batch {
    let gate = Hot(gate);
    Batch::count(move |count| {
        let gate = black_box(&*gate);
        timed(count, || drop(gate.try_enter().expect("nobody else is about")))
    })
}

/// What a blocking lock does, for comparison: `enter` waits for itself.
pub(crate) fn blocking<T: 'static>(gate: T, enter: impl Fn(&T) + 'static) -> Batch {
    let gate = Hot(gate);
    Batch::count(move |count| {
        let gate = black_box(&*gate);
        timed(count, || enter(gate))
    })
}

/// One holds the pass and another waits; the first leaves, the second is woken, polled, and leaves.
pub(crate) fn handed_over(gate: impl Gate) -> Batch {
    let gate = Hot(gate);
    let (wakes, waker) = Wakes::new();
    Batch::count(move |count| {
        let gate = black_box(&*gate);
        let mut context = Context::from_waker(&waker);
        let woken_before = wakes.get();
        let took = timed(count, || {
            let held = poll_ready(gate.enter());
            let mut waiting = pin!(gate.enter());
            assert!(waiting.as_mut().poll(&mut context).is_pending(), "two are inside");
            drop(held);
            drop(expect_ready(waiting.poll(&mut context)));
        });
        assert!(wakes.get() - woken_before >= count, "somebody was not woken");
        took
    })
}

/// Two threads with `tasks` tasks each enter as often as they can.
pub(crate) fn contended(gate: impl Gate + Sync, tasks: usize) -> Batch {
    crowded(gate, tasks, async || {})
}

/// The same, and whoever is inside lets the other tasks of its thread run once before it leaves.
pub(crate) fn held(gate: impl Gate + Sync, tasks: usize) -> Batch {
    crowded(gate, tasks, yield_now)
}

fn crowded<G: Gate + Sync>(
    gate: G,
    tasks: usize,
    inside: impl AsyncFn() + Sync + 'static,
) -> Batch {
    let gate = Hot(gate);
    Batch::span(move |span| {
        let section = Hot(AtomicU64::new(0));
        both_for(span, |stop, ready| {
            let task = || come_and_go(&*gate, &section, &inside, stop);
            let mut tasks = Tasks::new(tasks, task);
            ready.wait();
            tasks.run()
        })
    })
}

/// Enters until it is told to stop; gives how often it did.
async fn come_and_go(
    gate: &impl Gate,
    section: &AtomicU64,
    inside: &impl AsyncFn(),
    stop: &AtomicBool,
) -> u64 {
    let mut entered = 0;
    while !stop.load(Ordering::Relaxed) {
        let pass = gate.enter().await;
        work(section);
        inside().await;
        drop(pass);
        entered += 1;
    }
    entered
}

/// What is done inside: some nanoseconds on a line that everybody inside writes.
#[inline(always)]
fn work(section: &AtomicU64) {
    for _ in 0..4 {
        section.store(section.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }
}
