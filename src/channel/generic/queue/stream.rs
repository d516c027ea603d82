//! The messages as a stream, where many receive.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::hall::Channel;
use super::recv::Recv;
use crate::channel::RecvError;
use crate::channel::line::Many;
use crate::channel::store::Store;
use crate::lock::RawLock;

/// The messages of a channel, one after the other; the place in the line is in here.
///
/// It is a `Stream` with the feature `futures-core`.
pub struct RecvStream<'a, S: Store, L: RawLock> {
    channel: &'a Channel<S, Many, L>,
    recv: Option<Recv<'a, S, L>>,
    closed: bool,
}

impl<'a, S: Store, L: RawLock> RecvStream<'a, S, L> {
    pub(super) const fn new(channel: &'a Channel<S, Many, L>) -> Self {
        Self { channel, recv: None, closed: false }
    }

    /// Receives the next message, or sees to it that the task of `cx` is woken when there is one.
    ///
    /// # Errors
    ///
    /// If the channel is closed, and every message has been received.
    pub fn poll_recv(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<S::Item, RecvError>> {
        // SAFETY: what is in `recv` stays there until it is dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        let recv = this.recv.get_or_insert_with(|| Recv::new(this.channel));
        // SAFETY: a field of a pinned value.
        let polled = unsafe { Pin::new_unchecked(recv) }.poll(cx);
        if let Poll::Ready(received) = &polled {
            this.closed = received.is_err();
            this.recv = None;
        }
        polled
    }

    /// Whether the channel was found closed and empty.
    pub const fn is_terminated(&self) -> bool {
        self.closed
    }
}

impl<S: Store, L: RawLock> fmt::Debug for RecvStream<'_, S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvStream").field("closed", &self.closed).finish_non_exhaustive()
    }
}
