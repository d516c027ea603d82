//! Whatever tells waiting tasks that something happened: notifications and events.

use std::hint::black_box;

use crate::harness::{Hot, Slots, Wakes, poll_ready, timed};
use crate::row::Batch;

/// Something to wait for.
pub(crate) trait Event: 'static {
    fn wait(&self) -> impl Future;
}

/// Tells one of those who wait.
pub(crate) trait NotifyOne: Event {
    fn notify_one(&self);
}

/// Tells all who wait.
pub(crate) trait NotifyAll: Event {
    fn notify_all(&self);

    /// Makes those wait who come from now on. Most events need not be told.
    fn rearm(&self) {}
}

/// Tells one when nobody waits.
pub(crate) fn unheard(event: impl NotifyOne) -> Batch {
    let event = Hot(event);
    Batch::count(move |count| {
        let event = black_box(&*event);
        timed(count, || event.notify_one())
    })
}

/// Waits for what has happened already.
pub(crate) fn happened(event: impl Event) -> Batch {
    let event = Hot(event);
    Batch::count(move |count| {
        let event = black_box(&*event);
        timed(count, || {
            poll_ready(event.wait());
        })
    })
}

/// Tells one and lets it wait afterwards, so that it does not have to.
pub(crate) fn kept(event: impl NotifyOne) -> Batch {
    let event = Hot(event);
    Batch::count(move |count| {
        let event = black_box(&*event);
        timed(count, || {
            event.notify_one();
            poll_ready(event.wait());
        })
    })
}

/// So many wait; all are told at once; all are polled.
pub(crate) fn told_together(event: impl NotifyAll, waiters: usize) -> Batch {
    told(event, waiters, |event, _| event.notify_all(), NotifyAll::rearm)
}

/// So many wait; each is told by itself; all are polled.
pub(crate) fn told_singly(event: impl NotifyOne, waiters: usize) -> Batch {
    let each = |event: &_, waiters| (0..waiters).for_each(|_| NotifyOne::notify_one(event));
    told(event, waiters, each, |_| {})
}

fn told<E: Event>(
    event: E,
    waiters: usize,
    tell: impl Fn(&E, usize) + 'static,
    rearm: impl Fn(&E) + 'static,
) -> Batch {
    let event = Hot(event);
    let (wakes, waker) = Wakes::new();
    Batch::count(move |count| {
        let event = black_box(&*event);
        let woken_before = wakes.get();
        let mut slots = Slots::new(waiters);
        let took = timed(count, || {
            slots.start(|| event.wait(), &waker, 0);
            tell(event, waiters);
            slots.finish(waiters, &waker);
            rearm(event);
        });
        assert_eq!(
            wakes.get() - woken_before,
            count * waiters as u64,
            "wakes were lost or doubled"
        );
        took
    })
}
