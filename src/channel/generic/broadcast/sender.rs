//! The sending end.

use core::fmt;
use core::future::Future;
use core::marker;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::book::{Book, Queue};
use super::pass::left;
use super::receiver::Receiver;
use super::{BroadcastAnchor, Value, channel_of};
use crate::channel::{SendError, TrySendError};
use crate::wait::{Node, completed};

/// The sending end of a broadcast [`Channel`](super::Channel). Clones send to the same receivers; the
/// last one that is dropped closes the channel.
pub struct Sender<A: BroadcastAnchor> {
    anchor: A,
}

/// Counts an end out, and frees the channel if it was the last; also if what goes before panics.
pub(super) struct Leave<A: BroadcastAnchor>(pub(super) A);

impl<A: BroadcastAnchor> Drop for Leave<A> {
    fn drop(&mut self) {
        if left(&channel_of(&self.0).ends) {
            // SAFETY: the Anchor Rule: the last end is being dropped, and no future borrows it.
            unsafe { self.0.free() };
        }
    }
}

impl<A: BroadcastAnchor> Sender<A> {
    /// A sender that has been counted.
    pub(super) fn at(anchor: A) -> Self {
        Self { anchor }
    }

    /// Sends `value` to all receivers, and resolves to their number.
    ///
    /// A lagging channel does not wait; with backpressure this waits until there is room.
    ///
    /// # Errors
    ///
    /// If there are no receivers, or the channel is closed: now, or at some time while this waits.
    ///
    /// # Cancel safety
    ///
    /// Strict. A future that is dropped has sent nothing.
    #[inline]
    pub fn send(&self, value: Value<A>) -> Send<'_, A> {
        Send { sender: self, value: Some(value), node: Node::new(0) }
    }

    /// Sends `value` if that needs no waiting, and returns the number of receivers.
    ///
    /// # Errors
    ///
    /// `Closed` if there are no receivers, or the channel is closed. `Full` if there is no room, or a
    /// sender that waits for it was overtaken too often.
    #[inline]
    pub fn try_send(&self, value: Value<A>) -> Result<usize, TrySendError<Value<A>>> {
        channel_of(&self.anchor).try_send(value)
    }

    /// A new receiver, which sees what is sent from now on.
    #[must_use]
    pub fn subscribe(&self) -> Receiver<A> {
        Receiver::subscribe(self.anchor)
    }

    /// Closes the channel: senders fail from now on, receivers get what was sent before.
    pub fn close(&self) {
        channel_of(&self.anchor).locked(|book, _| book.close());
    }

    /// Whether nobody would get what is sent: the channel is closed, or there are no receivers now.
    pub fn is_closed(&self) -> bool {
        channel_of(&self.anchor).look(|book| book.is_gone())
    }

    /// Waits until the channel is closed or has no receivers. Those who subscribe later do not undo it.
    ///
    /// # Cancel safety
    ///
    /// Strict: there is nothing to lose.
    pub fn closed(&self) -> Closed<'_, A> {
        Closed { sender: Some(self), node: Node::new(0) }
    }

    /// How many receivers there are.
    pub fn receiver_count(&self) -> usize {
        channel_of(&self.anchor).look(|book| book.receivers)
    }

    /// How many senders there are.
    pub fn sender_count(&self) -> usize {
        channel_of(&self.anchor).look(|book| book.senders)
    }

    /// How many messages are kept because some receiver has not seen them.
    pub fn len(&self) -> usize {
        channel_of(&self.anchor).look(|book| book.ring.len())
    }

    /// Whether all receivers have seen everything.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many messages are kept at most.
    pub fn capacity(&self) -> usize {
        channel_of(&self.anchor).capacity()
    }

    /// Whether both send to the same receivers.
    pub fn same_channel(&self, other: &Self) -> bool {
        core::ptr::eq(channel_of(&self.anchor), channel_of(&other.anchor))
    }
}

impl<A: BroadcastAnchor> Clone for Sender<A> {
    fn clone(&self) -> Self {
        channel_of(&self.anchor).enter(Book::enter_sender);
        Self::at(self.anchor)
    }
}

impl<A: BroadcastAnchor> Drop for Sender<A> {
    fn drop(&mut self) {
        let leave = Leave(self.anchor);
        channel_of(&leave.0).locked(|book, _| book.leave_sender());
    }
}

impl<A: BroadcastAnchor> fmt::Debug for Sender<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

/// The future of [`Sender::send`].
#[must_use = "futures do nothing unless polled"]
pub struct Send<'a, A: BroadcastAnchor> {
    sender: &'a Sender<A>,
    /// Until it is sent, or given back.
    value: Option<Value<A>>,
    node: Node<u32>,
}

// SAFETY: the node is touched under the lock of the channel (the Link Invariant), which is shared
// (`A::Channel: Sync`); the value moves with the future.
unsafe impl<A> marker::Send for Send<'_, A>
where
    A: BroadcastAnchor + Sync,
    A::Channel: Sync,
    Value<A>: marker::Send,
{
}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Send`; neither touches the node or the value.
unsafe impl<A: BroadcastAnchor + Sync> Sync for Send<'_, A> {}

impl<A: BroadcastAnchor> Send<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.value.is_none()
    }

    /// Leaves the queue.
    fn cancel(&self) {
        if self.node.is_shared() {
            // SAFETY: the memory was pinned when the node was linked, and still is.
            let node = unsafe { Pin::new_unchecked(&self.node) };
            channel_of(&self.sender.anchor).cancel(Queue::Sending, node);
        }
    }

    /// Gives up, and gives the value back, unless it was sent.
    #[cfg(feature = "std")]
    pub(super) fn withdraw(self: Pin<&mut Self>) -> Option<Value<A>> {
        self.cancel();
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        unsafe { self.get_unchecked_mut() }.value.take()
    }
}

impl<A: BroadcastAnchor> Future for Send<'_, A> {
    type Output = Result<usize, SendError<Value<A>>>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        if this.value.is_none() {
            completed();
        }
        // SAFETY: a field of a pinned future; its drop cancels before the memory goes.
        let node = unsafe { Pin::new_unchecked(&this.node) };
        channel_of(&this.sender.anchor).poll_send(&mut this.value, node, cx.waker())
    }
}

impl<A: BroadcastAnchor> Drop for Send<'_, A> {
    #[inline]
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<A: BroadcastAnchor> fmt::Debug for Send<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Send").field("completed", &self.is_terminated()).finish()
    }
}

/// The future of [`Sender::closed`].
#[must_use = "futures do nothing unless polled"]
pub struct Closed<'a, A: BroadcastAnchor> {
    sender: Option<&'a Sender<A>>,
    node: Node<u32>,
}

// SAFETY: the node is touched under the lock of the channel (the Link Invariant), which is shared.
unsafe impl<A: BroadcastAnchor + Sync> marker::Send for Closed<'_, A> where A::Channel: Sync {}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Closed`; neither touches the node.
unsafe impl<A: BroadcastAnchor + Sync> Sync for Closed<'_, A> {}

impl<A: BroadcastAnchor> Closed<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.sender.is_none()
    }
}

impl<A: BroadcastAnchor> Future for Closed<'_, A> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(sender) = this.sender else { completed() };
        // SAFETY: a field of a pinned future; its drop cancels before the memory goes.
        let node = unsafe { Pin::new_unchecked(&this.node) };
        let polled = channel_of(&sender.anchor).poll_closed(node, cx.waker());
        if polled.is_ready() {
            this.sender = None;
        }
        polled
    }
}

impl<A: BroadcastAnchor> Drop for Closed<'_, A> {
    fn drop(&mut self) {
        if let (true, Some(sender)) = (self.node.is_shared(), self.sender) {
            // SAFETY: the memory was pinned when the node was linked, and still is.
            let node = unsafe { Pin::new_unchecked(&self.node) };
            channel_of(&sender.anchor).cancel(Queue::Closing, node);
        }
    }
}

impl<A: BroadcastAnchor> fmt::Debug for Closed<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closed").field("completed", &self.is_terminated()).finish()
    }
}
