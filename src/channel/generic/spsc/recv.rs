//! The futures of receipts.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::future::Turn;
use super::{Link, Receiver};
use crate::channel::{RecvError, TryRecvError};

/// The future of [`Receiver::recv`].
#[must_use = "futures do nothing unless polled"]
pub struct Recv<'a, A: Link>(pub(super) Turn<'a, Receiver<A>>);

impl<A: Link> Recv<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.0.is_over()
    }
}

impl<A: Link> Future for Recv<'_, A> {
    type Output = Result<A::Value, RecvError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.0.end().poll_recv(cx);
        self.0.settle(polled)
    }
}

impl<A: Link> fmt::Debug for Recv<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").field("completed", &self.is_terminated()).finish()
    }
}

/// The future of [`Receiver::recv_many`].
#[must_use = "futures do nothing unless polled"]
pub struct RecvMany<'a, A: Link, B> {
    pub(super) turn: Turn<'a, Receiver<A>>,
    pub(super) buffer: &'a mut B,
    pub(super) limit: usize,
}

impl<A: Link, B> RecvMany<'_, A, B> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.turn.is_over()
    }
}

impl<A: Link, B: Extend<A::Value>> Future for RecvMany<'_, A, B> {
    type Output = usize;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let this = &mut *self;
        let polled = this.turn.end().poll_recv_many(cx, this.buffer, this.limit);
        this.turn.settle(polled)
    }
}

impl<A: Link, B> fmt::Debug for RecvMany<'_, A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvMany").field("completed", &self.is_terminated()).finish()
    }
}

impl<A: Link> Receiver<A> {
    /// Waits, without taking anything, until `receive` has something to say.
    #[inline]
    pub(super) fn poll_batch(
        &mut self,
        cx: &mut Context<'_>,
        mut receive: impl FnMut(&mut Self) -> Result<usize, TryRecvError>,
    ) -> Poll<usize> {
        loop {
            match receive(self) {
                Ok(n) => return Poll::Ready(n),
                Err(TryRecvError::Closed) => return Poll::Ready(0),
                Err(TryRecvError::Empty) => {}
            }
            if self.channel().park_receiver(cx.waker()) {
                return Poll::Pending;
            }
        }
    }
}
