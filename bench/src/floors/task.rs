//! What it takes to run a task once: a queue of those who are ready, and a poll of something unknown.

use std::future::poll_fn;
use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::list::{Link, new_ring};
use crate::harness::timed;
use crate::row::Batch;

/// A task goes to the end of the queue, is taken from its front, and is polled.
pub(super) fn push_pop_poll() -> Batch {
    let ring = new_ring();
    let mut polls = 0u64;
    let mut task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(poll_fn(move |_| {
        polls += 1;
        black_box(&polls);
        Poll::Pending
    }));
    Batch::count(move |count| {
        let [queue, node] = &**black_box(&*ring);
        let task = black_box(&mut task);
        let mut context = Context::from_waker(Waker::noop());
        timed(count, || {
            queue.push(node);
            assert!(pop(black_box(queue)), "the queue lost a task");
            assert!(task.as_mut().poll(&mut context).is_pending(), "the task never ends");
        })
    })
}

/// Takes the first one; false if there is none.
#[inline(always)]
fn pop(queue: &Link) -> bool {
    queue.first().map(Link::unlink).is_some()
}
