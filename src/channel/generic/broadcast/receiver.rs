//! The receiving end.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::book::Book;
use super::error::{RecvError, TryRecvError};
use super::messages::Messages;
use super::ring::Cursor;
use super::sender::Leave;
use super::{BroadcastAnchor, Value, channel_of};
use crate::wait::completed;

/// The receiving end of a broadcast [`Channel`](super::Channel): it sees every message that is sent while
/// it is there. A clone goes on where the original is.
pub struct Receiver<A: BroadcastAnchor> {
    anchor: A,
    cursor: Cursor,
}

impl<A: BroadcastAnchor> Receiver<A> {
    /// A receiver that has been counted.
    pub(super) const fn at(anchor: A, cursor: Cursor) -> Self {
        Self { anchor, cursor }
    }

    pub(super) fn subscribe(anchor: A) -> Self {
        let cursor = channel_of(&anchor).enter(Book::enter_receiver);
        Self::at(anchor, cursor)
    }

    /// The anchor, and where this receiver is.
    pub(super) const fn parts(&mut self) -> (&A, &mut Cursor) {
        (&self.anchor, &mut self.cursor)
    }

    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// [`RecvError::Closed`] if the channel is closed and this receiver has seen everything;
    /// [`RecvError::Lagged`], once, if messages were overwritten that it had not seen.
    ///
    /// # Cancel safety
    ///
    /// Strict. A future that is dropped has received nothing; the next `recv` gets the message.
    #[inline]
    pub fn recv(&mut self) -> Recv<'_, A> {
        Recv { messages: Messages::new(self), done: false }
    }

    /// The next message, if there is one.
    ///
    /// # Errors
    ///
    /// Like [`recv`](Self::recv), and [`TryRecvError::Empty`] if this receiver has seen everything.
    #[inline]
    pub fn try_recv(&mut self) -> Result<Value<A>, TryRecvError>
    where
        Value<A>: Clone,
    {
        channel_of(&self.anchor).try_recv(&mut self.cursor)
    }

    /// The messages one after the other, with a place to wait: pin it.
    pub fn stream(&mut self) -> Messages<A, &mut Self> {
        Messages::new(self)
    }

    /// [`stream`](Self::stream) that owns the receiver.
    pub fn into_stream(self) -> Messages<A, Self> {
        Messages::new(self)
    }

    /// A new receiver, which sees what is sent from now on.
    #[must_use]
    pub fn resubscribe(&self) -> Self {
        Self::subscribe(self.anchor)
    }

    /// Whether the channel is closed. There may be messages left.
    pub fn is_closed(&self) -> bool {
        channel_of(&self.anchor).look(|book| book.closed)
    }

    /// How many messages are kept that this receiver has not seen.
    pub fn len(&self) -> usize {
        channel_of(&self.anchor).look(|book| book.ring.unseen(self.cursor))
    }

    /// Whether this receiver has seen all that is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many messages are kept at most.
    pub fn capacity(&self) -> usize {
        channel_of(&self.anchor).capacity()
    }

    /// How many senders there are.
    pub fn sender_count(&self) -> usize {
        channel_of(&self.anchor).look(|book| book.senders)
    }

    /// How many receivers there are.
    pub fn receiver_count(&self) -> usize {
        channel_of(&self.anchor).look(|book| book.receivers)
    }

    /// Whether both are of the same channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        core::ptr::eq(channel_of(&self.anchor), channel_of(&other.anchor))
    }
}

impl<A: BroadcastAnchor> Clone for Receiver<A> {
    fn clone(&self) -> Self {
        channel_of(&self.anchor).enter_receiver_at(self.cursor);
        Self::at(self.anchor, self.cursor)
    }
}

impl<A: BroadcastAnchor> Drop for Receiver<A> {
    fn drop(&mut self) {
        let leave = Leave(self.anchor);
        channel_of(&leave.0).leave_receiver(self.cursor);
    }
}

impl<A: BroadcastAnchor> fmt::Debug for Receiver<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

/// The future of [`Receiver::recv`].
#[must_use = "futures do nothing unless polled"]
pub struct Recv<'a, A: BroadcastAnchor> {
    messages: Messages<A, &'a mut Receiver<A>>,
    done: bool,
}

impl<A: BroadcastAnchor> Recv<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.done
    }
}

impl<A: BroadcastAnchor> Future for Recv<'_, A>
where
    Value<A>: Clone,
{
    type Output = Result<Value<A>, RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `messages` is not moved: it is pinned again below.
        let this = unsafe { self.get_unchecked_mut() };
        if this.done {
            completed();
        }
        // SAFETY: a field of a pinned future.
        let polled = unsafe { Pin::new_unchecked(&mut this.messages) }.poll_recv(cx);
        this.done = polled.is_ready();
        polled
    }
}

impl<A: BroadcastAnchor> fmt::Debug for Recv<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").field("completed", &self.is_terminated()).finish()
    }
}
