//! A receiver that waits in one place for one value after the other.

use core::fmt;
use core::marker;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::meeting::Meeting;
use super::{Channel, Receiver};
use crate::channel::{Anchor, RecvError};
use crate::lock::RawLock;
use crate::wait::Node;

/// The values that arrive: a [`Receiver`] with its place in line, to be pinned.
///
/// With the feature `futures-core` it is a `Stream`. Made by [`Receiver::stream`] and
/// [`Receiver::into_stream`].
///
/// # Cancel safety
///
/// Strict: dropped, it has taken nothing that it did not return.
///
/// # Deadlocks
///
/// After a poll that returned `Pending` it stands in line until it is polled or dropped: what it is
/// offered meanwhile is not offered to others.
#[must_use = "streams do nothing unless polled"]
pub struct Incoming<A: Anchor<Channel: Meeting>> {
    node: Node<()>,
    receiver: Receiver<A>,
    closed: bool,
}

// SAFETY: the node's cells are touched under the lock of the channel (the Link Invariant), so moving the
// stream moves the receiver, and no more.
unsafe impl<A: Anchor<Channel: Meeting>> marker::Send for Incoming<A> where Receiver<A>: marker::Send
{}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Incoming`, and these do not touch the node.
unsafe impl<A: Anchor<Channel: Meeting>> Sync for Incoming<A> where Receiver<A>: Sync {}

impl<A: Anchor<Channel: Meeting>> Incoming<A> {
    #[inline(always)]
    pub(super) const fn new(receiver: Receiver<A>) -> Self {
        Self { node: Node::new(()), receiver, closed: false }
    }

    /// Whether the end of the values has been returned.
    pub const fn is_terminated(&self) -> bool {
        self.closed
    }
}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Incoming<A> {
    /// The next value.
    ///
    /// # Errors
    ///
    /// If the channel is closed; then every time.
    pub fn poll_recv(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T, RecvError>> {
        // SAFETY: the node is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        if this.closed {
            return Poll::Ready(Err(RecvError));
        }
        // SAFETY: a field of what is pinned; its drop leaves the line.
        let node = unsafe { Pin::new_unchecked(&this.node) };
        let polled = this.receiver.channel().poll_recv(node, cx.waker());
        this.closed = matches!(polled, Poll::Ready(Err(_)));
        polled
    }
}

impl<A: Anchor<Channel: Meeting>> Drop for Incoming<A> {
    fn drop(&mut self) {
        self.receiver.leave(&self.node);
    }
}

impl<A: Anchor<Channel: Meeting>> fmt::Debug for Incoming<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("closed", &self.closed).finish()
    }
}
