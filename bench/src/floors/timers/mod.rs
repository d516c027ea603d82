//! What it takes to keep a deadline among others, without anybody who waits for it.

mod heap;
mod wheel;

use std::hint::black_box;
use std::time::Instant;

use crate::harness::{Deadlines, crowd, timed};
use crate::row::Batch;
use heap::IndexedHeap;
use wheel::LinkedWheel;

/// Deadlines that can be taken back; each has a number of its own.
trait Queue {
    /// With room for so many numbers.
    fn new(len: usize) -> Self;
    fn insert(&mut self, number: usize, deadline: u64);
    fn remove(&mut self, number: usize);
}

/// The time is asked for.
pub(super) fn now() -> Batch {
    Batch::count(|count| {
        timed(count, || {
            black_box(Instant::now());
        })
    })
}

pub(super) fn heap(pending: usize) -> Batch {
    insert_remove::<IndexedHeap>(pending, || {})
}

pub(super) fn wheel(pending: usize) -> Batch {
    insert_remove::<LinkedWheel>(pending, || {})
}

/// The time is asked for, as it is where the clock is a real one, and the wheel is used.
pub(super) fn wheel_now(pending: usize) -> Batch {
    insert_remove::<LinkedWheel>(pending, || {
        black_box(Instant::now());
    })
}

/// A deadline comes and goes among so many others.
fn insert_remove<Q: Queue + 'static>(pending: usize, before: impl Fn() + 'static) -> Batch {
    let pending = crowd(pending);
    let deadlines = Deadlines::new(|after| after);
    let mut filled = None;
    Batch::count(move |count| {
        let queue = filled.get_or_insert_with(|| fill::<Q>(pending));
        let mut deadlines = deadlines.all();
        timed(count, || {
            before();
            queue.insert(pending, deadlines.next());
            black_box(&mut *queue).remove(pending);
        })
    })
}

fn fill<Q: Queue>(pending: usize) -> Q {
    let mut queue = Q::new(pending + 1);
    for (number, deadline) in Deadlines::random().take(pending).enumerate() {
        queue.insert(number, deadline);
    }
    queue
}
