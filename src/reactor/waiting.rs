//! Trying, and waiting for an edge.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;

use super::edge::{NextEdge, Seen};
use super::pollable::Borrowed;
use super::process::reactor;
use super::registration::Registration;
use super::source::Direction;
use crate::executor::waits_for_device;

/// What is tried until it does not fail with [`WouldBlock`](io::ErrorKind::WouldBlock).
pub(super) trait Attempt<R> {
    /// Whether there is no use in trying when nothing has happened since it failed.
    fn trusts_edges(&self) -> bool {
        false
    }

    fn attempt(&mut self) -> io::Result<R>;

    /// Whether there may be nothing left, since this is what it returned.
    fn has_drained(&self, _: &R) -> bool {
        false
    }

    fn device(&self) -> Borrowed<'_>;
}

/// So often an operation is tried in one poll.
pub(super) const TRIES: usize = 32;

/// One who waits for one direction of a device.
pub(super) struct Waiting<'a> {
    registration: &'a Registration,
    direction: Direction,
    /// Pinned with the whole.
    next: Option<NextEdge<'a>>,
    /// Whether it counts as one who waits.
    counted: bool,
}

impl<'a> Waiting<'a> {
    pub(super) const fn new(registration: &'a Registration, direction: Direction) -> Self {
        Self { registration, direction, next: None, counted: false }
    }

    /// Tries; and when that would block, waits for an edge, and tries again.
    pub(super) fn poll<R>(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        attempt: &mut impl Attempt<R>,
    ) -> Poll<io::Result<R>> {
        // SAFETY: `next` is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        for _ in 0..TRIES {
            if let Some(next) = &mut this.next {
                // SAFETY: pinned with the whole, and dropped in place.
                let next = unsafe { Pin::new_unchecked(next) };
                if next.poll(cx).is_pending() {
                    this.count();
                    waits_for_device(cx.waker());
                    return Poll::Pending;
                }
                this.next = None;
            }
            match this.registration.attempt(this.direction, attempt) {
                Tried::Done(result) => {
                    this.leave();
                    return Poll::Ready(result);
                }
                Tried::Again => {}
                Tried::Wait(since) => {
                    this.next = Some(this.registration.edge(this.direction).next(since));
                }
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn count(&mut self) {
        if !self.counted {
            self.counted = true;
            if let Some(reactor) = reactor() {
                reactor.start_waiting();
            }
        }
    }

    /// Waits no more.
    pub(super) fn leave(&mut self) {
        if self.counted {
            self.counted = false;
            if let Some(reactor) = reactor() {
                reactor.stop_waiting(1);
            }
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}

impl fmt::Debug for Waiting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("direction", &self.direction).finish_non_exhaustive()
    }
}

/// How an attempt went.
#[derive(Debug)]
pub(super) enum Tried<R> {
    Done(io::Result<R>),
    /// Something has happened meanwhile.
    Again,
    /// Nothing can be done before the edge after this.
    Wait(Seen),
}
