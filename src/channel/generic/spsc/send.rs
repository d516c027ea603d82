//! The future of a send.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::future::Turn;
use super::{Link, Sender};
use crate::channel::SendError;

/// The future of [`Sender::send`].
#[must_use = "futures do nothing unless polled"]
pub struct Send<'a, A: Link> {
    pub(super) turn: Turn<'a, Sender<A>>,
    pub(super) value: Option<A::Value>,
}

impl<A: Link> Send<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.turn.is_over()
    }
}

// The value is moved, never pinned.
impl<A: Link> Unpin for Send<'_, A> {}

impl<A: Link> Future for Send<'_, A> {
    type Output = Result<(), SendError<A::Value>>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let polled = this.turn.end().poll_send(cx, &mut this.value);
        this.turn.settle(polled)
    }
}

impl<A: Link> fmt::Debug for Send<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Send").field("completed", &self.is_terminated()).finish()
    }
}
