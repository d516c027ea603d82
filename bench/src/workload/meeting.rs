//! Whatever lets nobody go on until all are there: barriers.

use std::hint::black_box;

use crate::harness::{Hot, Slots, Wakes, timed};
use crate::row::Batch;

/// A place to meet, for a number of tasks that it knows.
pub(crate) trait Meeting: 'static {
    fn arrive(&self) -> impl Future;
}

/// So many arrive one after the other; the last one finds all there, and the others are polled.
pub(crate) fn met(meeting: impl Meeting, tasks: usize) -> Batch {
    let meeting = Hot(meeting);
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let meeting = black_box(&*meeting);
        let mut slots = Slots::new(tasks);
        timed(count, || {
            slots.start(|| meeting.arrive(), &waker, 1);
            slots.finish(tasks - 1, &waker);
        })
    })
}
