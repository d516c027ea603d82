//! Whatever keeps the waker of one task: the half of a primitive that only one task waits for.

use std::hint::black_box;
use std::task::Waker;

use crate::harness::{Hot, Wakes, timed};
use crate::row::Batch;

/// A place for a waker, used by one thread in these workloads.
pub(crate) trait Slot: 'static {
    fn register(&self, waker: &Waker);
    fn wake(&self);
}

/// The same task registers and is woken, again and again.
pub(crate) fn register_wake(slot: impl Slot) -> Batch {
    let slot = Hot(slot);
    let (wakes, waker) = Wakes::new();
    Batch::count(move |count| {
        let slot = black_box(&*slot);
        let woken_before = wakes.get();
        let took = timed(count, || {
            slot.register(&waker);
            slot.wake();
        });
        assert_eq!(wakes.get() - woken_before, count, "wakes were lost or doubled");
        took
    })
}

/// The same task registers again before it was woken: a spurious poll.
pub(crate) fn register_again(slot: impl Slot) -> Batch {
    let slot = Hot(slot);
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let slot = black_box(&*slot);
        slot.register(&waker);
        timed(count, || slot.register(&waker))
    })
}

/// Two tasks register in turn: each takes the place of the other.
pub(crate) fn register_changed(slot: impl Slot) -> Batch {
    let slot = Hot(slot);
    let ((_, one), (_, other)) = (Wakes::new(), Wakes::new());
    Batch::count(move |count| {
        let slot = black_box(&*slot);
        timed(count, || {
            slot.register(&one);
            slot.register(&other);
        })
    })
}

/// Nobody has registered.
pub(crate) fn wake_nobody(slot: impl Slot) -> Batch {
    let slot = Hot(slot);
    Batch::count(move |count| {
        let slot = black_box(&*slot);
        timed(count, || slot.wake())
    })
}
