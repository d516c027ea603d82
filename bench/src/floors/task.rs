//! What it takes to run a task: a queue of those who are ready, a poll of something unknown, and a place for it.

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

/// A task: its place in the queue, what an executor keeps of it, and its future.
struct Task {
    node: Link,
    _state: [usize; 4],
    future: Ready,
}

/// Is ready when it is polled for the first time.
struct Ready;

impl Future for Ready {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

/// A task is made, goes through the queue, is polled, and is freed.
pub(super) fn life() -> Batch {
    let ring = new_ring();
    Batch::count(move |count| {
        let [queue, _] = &**black_box(&*ring);
        let mut context = Context::from_waker(Waker::noop());
        timed(count, || {
            let mut task = Box::new(Task { node: Link::new(), _state: [0; 4], future: Ready });
            queue.push(&task.node);
            assert!(pop(black_box(queue)), "the queue lost a task");
            let future: &mut (dyn Future<Output = ()> + Unpin) = black_box(&mut task.future);
            assert!(Pin::new(future).poll(&mut context).is_ready(), "the task waits");
        })
    })
}

/// Takes the first one; false if there is none.
#[inline(always)]
fn pop(queue: &Link) -> bool {
    queue.first().map(Link::unlink).is_some()
}
