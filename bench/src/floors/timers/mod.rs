//! What it takes to keep a deadline among others, without anybody who waits for it.

mod heap;
mod wheel;

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::harness::{Deadlines, Hot, Wakes, crowd, timed};
use crate::row::Batch;
pub(super) use heap::IndexedHeap;
pub(super) use wheel::LinkedWheel;

/// Deadlines that can be taken back; each has a number of its own.
pub(super) trait Queue: 'static {
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

/// A deadline comes and goes among so many others.
pub(super) fn bare<Q: Queue>(pending: usize) -> Batch {
    among::<Q>(pending, |queue, number, deadline| {
        queue.insert(number, deadline);
        black_box(queue).remove(number);
    })
}

/// The same, and the time is asked for: that is how one knows that it has not come.
pub(super) fn real<Q: Queue>(pending: usize) -> Batch {
    among::<Q>(pending, |queue, number, deadline| {
        black_box(Instant::now());
        queue.insert(number, deadline);
        black_box(queue).remove(number);
    })
}

/// The same with a waker, and with a lock for either half.
pub(super) fn waiter<Q: Queue>(pending: usize) -> Batch {
    let word = Hot(AtomicUsize::new(0));
    let (_, waker) = Wakes::new();
    among::<Q>(pending, move |queue, number, deadline| {
        let waker = black_box(&waker).clone();
        locked(&word, || queue.insert(number, deadline));
        locked(&word, || black_box(queue).remove(number));
        drop(waker);
    })
}

fn among<Q: Queue>(pending: usize, step: impl Fn(&mut Q, usize, u64) + 'static) -> Batch {
    let pending = crowd(pending);
    let turns = Deadlines::new(|nanos| nanos);
    let mut filled = None;
    Batch::count(move |count| {
        let queue = filled.get_or_insert_with(|| fill::<Q>(pending));
        let mut deadlines = turns.all();
        timed(count, || step(queue, pending, deadlines.next()))
    })
}

fn fill<Q: Queue>(pending: usize) -> Q {
    let mut queue = Q::new(pending + 1);
    for (number, deadline) in Deadlines::random().take(pending).enumerate() {
        queue.insert(number, deadline);
    }
    queue
}

#[inline(always)]
fn locked(word: &AtomicUsize, inside: impl FnOnce()) {
    let taken = word.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed);
    inside();
    assert!(taken.is_ok() && word.swap(0, Ordering::Release) == 1, "nobody else knows this word");
}
