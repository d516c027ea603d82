//! The end that sends.

use core::fmt;
use core::task::{Context, Poll};

use super::ends::Leave;
use super::future::Turn;
use super::ring::Refusal;
use super::{Channel, Closed, Counter, Link, Position, Send};
use crate::channel::{SendError, Side, TrySendError};

/// The sending end of a [`Channel`]. One pointer.
///
/// It is `Send` if the channel may be shared: for values that are `Send`, and locks for threads.
pub struct Sender<A: Link> {
    pub(super) anchor: A,
}

impl<A: Link> Sender<A> {
    pub(super) const fn of(anchor: A) -> Self {
        Self { anchor }
    }

    #[inline(always)]
    pub(super) fn channel(&self) -> &Channel<A::Storage, A::Lock> {
        self.anchor.channel()
    }

    /// Sends `value` if there is room.
    ///
    /// # Errors
    ///
    /// The value, if the channel is full or closed.
    #[inline]
    pub fn try_send(&mut self, value: A::Value) -> Result<(), TrySendError<A::Value>> {
        let channel = self.channel();
        let at = channel.tx.at();
        if at == channel.tx.limit.get() {
            match channel.make_room(at) {
                Ok(()) => {}
                Err(Refusal::Full) => return Err(TrySendError::Full(value)),
                Err(Refusal::Closed) => return Err(TrySendError::Closed(value)),
            }
        }
        let slot = channel.slot(at);
        // SAFETY: the Slot Rule: free, as it is before the limit.
        unsafe { slot.write(value) };
        if channel.publish(at.next(channel.capacity())) {
            return Ok(());
        }
        // SAFETY: the Slot Rule: it came too late, so it is still ours.
        Err(TrySendError::Closed(unsafe { slot.read() }))
    }

    /// Sends `value`; waits for room.
    ///
    /// # Errors
    ///
    /// The value, if the channel is closed.
    ///
    /// # Cancel safety
    ///
    /// Strict: a future that is dropped has not sent, and drops its value.
    #[inline]
    pub fn send(&mut self, value: A::Value) -> Send<'_, A> {
        Send { turn: Turn::new(self), value: Some(value) }
    }

    /// Sends what is in `value`, or leaves it there and waits.
    #[inline]
    pub(super) fn poll_send(
        &mut self,
        cx: &mut Context<'_>,
        value: &mut Option<A::Value>,
    ) -> Poll<Result<(), SendError<A::Value>>> {
        loop {
            match value.take().map(|value| self.try_send(value)) {
                None | Some(Ok(())) => return Poll::Ready(Ok(())),
                Some(Err(TrySendError::Closed(value))) => {
                    return Poll::Ready(Err(SendError(value)));
                }
                Some(Err(TrySendError::Full(refused))) => *value = Some(refused),
            }
            if self.channel().park_sender(cx.waker()) {
                return Poll::Pending;
            }
        }
    }

    /// Waits for room: then the next [`try_send`](Self::try_send) succeeds, unless the channel is closed
    /// meanwhile.
    ///
    /// # Errors
    ///
    /// [`SendError`] if the channel is closed.
    pub fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError<()>>> {
        loop {
            match self.channel().room() {
                Ok(()) => return Poll::Ready(Ok(())),
                Err(Refusal::Closed) => return Poll::Ready(Err(SendError(()))),
                Err(Refusal::Full) => {}
            }
            if self.channel().park_sender(cx.waker()) {
                return Poll::Pending;
            }
        }
    }

    /// Closes the channel: the receiver gets what was sent before.
    pub fn close(&mut self) {
        self.channel().close_sender();
    }

    /// Whether the channel is closed: by this end, or by a receiver that closed it or has gone.
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.channel().is_closed()
    }

    /// Waits until the channel is closed.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub const fn closed(&mut self) -> Closed<'_, Self> {
        Closed(Turn::new(self))
    }

    /// How many values are in the channel.
    pub fn len(&self) -> usize {
        let channel = self.channel();
        let head = Position::of(channel.rx.head.load());
        head.distance(channel.tx.at(), channel.capacity())
    }

    /// How many values there is room for, of [`capacity`](Self::capacity).
    pub fn free_slots(&self) -> usize {
        self.capacity() - self.len()
    }

    /// How many values there is room for in an empty channel.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.channel().capacity()
    }

    /// Whether there is no value in the channel.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room.
    pub fn is_full(&self) -> bool {
        self.free_slots() == 0
    }
}

// An anchor may be moved.
impl<A: Link> Unpin for Sender<A> {}

impl<A: Link> Drop for Sender<A> {
    fn drop(&mut self) {
        let _last = Leave(self.anchor, Side::Senders);
        let channel = self.channel();
        channel.close_sender();
        channel.unpark_sender();
        channel.drop_late();
    }
}

impl<A: Link> fmt::Debug for Sender<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("channel", self.channel()).finish()
    }
}
