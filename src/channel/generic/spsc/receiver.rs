//! The end that receives.

use core::fmt;
use core::task::{Context, Poll};

use super::ends::Leave;
use super::future::Turn;
use super::{Channel, Closed, Counter, Link, Position, Recv};
use crate::channel::{RecvError, Side, TryRecvError};

/// The receiving end of a [`Channel`]. One pointer.
///
/// It is `Send` if the channel may be shared: for values that are `Send`, and locks for threads.
pub struct Receiver<A: Link> {
    pub(super) anchor: A,
}

impl<A: Link> Receiver<A> {
    pub(super) const fn of(anchor: A) -> Self {
        Self { anchor }
    }

    #[inline(always)]
    pub(super) fn channel(&self) -> &Channel<A::Storage, A::Lock> {
        self.anchor.channel()
    }

    /// Receives the oldest value, if there is one.
    ///
    /// # Errors
    ///
    /// [`TryRecvError`] if there is none.
    #[inline]
    pub fn try_recv(&mut self) -> Result<A::Value, TryRecvError> {
        let channel = self.channel();
        let at = channel.some()?;
        // SAFETY: the Slot Rule: it was sent, and is taken out in the next line.
        let value = unsafe { channel.slot(at).read() };
        let next = at.next(channel.capacity());
        channel.rx.at.set(next);
        channel.free(next);
        Ok(value)
    }

    /// Receives the oldest value; waits for one.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if the channel is closed, and all that was sent has been received.
    ///
    /// # Cancel safety
    ///
    /// Strict: a future that is dropped has received nothing.
    #[inline]
    pub const fn recv(&mut self) -> Recv<'_, A> {
        Recv(Turn::new(self))
    }

    /// Receives the oldest value; waits for one.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if the channel is closed, and all that was sent has been received.
    #[inline]
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Result<A::Value, RecvError>> {
        loop {
            match self.try_recv() {
                Ok(value) => return Poll::Ready(Ok(value)),
                Err(TryRecvError::Closed) => return Poll::Ready(Err(RecvError)),
                Err(TryRecvError::Empty) => {}
            }
            if self.channel().park_receiver(cx.waker()) {
                return Poll::Pending;
            }
        }
    }

    /// Looks at the oldest value, and leaves it where it is.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = wakeful::channel::spsc::channel(2);
    /// tx.try_send('a').unwrap();
    /// assert_eq!(rx.peek(), Some(&'a'));
    /// assert_eq!(rx.try_recv(), Ok('a'));
    /// ```
    pub fn peek(&mut self) -> Option<&A::Value> {
        let channel = self.channel();
        let at = channel.some().ok()?;
        // SAFETY: the Slot Rule: it was sent, and `&mut self` says that it stays while it is looked at.
        Some(unsafe { &*channel.slot(at) })
    }

    /// Drops all that is in the channel.
    pub fn clear(&mut self) {
        self.channel().clear();
    }

    /// Closes the channel: nothing more can be sent, but what was sent can be received.
    pub fn close(&mut self) {
        self.channel().close_receiver();
    }

    /// Whether the channel is closed: by this end, or by a sender that closed it or has gone. There may
    /// be values left.
    #[inline]
    pub fn is_closed(&self) -> bool {
        let channel = self.channel();
        channel.rx.shut.get() || channel.is_closed()
    }

    /// Waits until the channel is closed. There may be values left.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub const fn closed(&mut self) -> Closed<'_, Self> {
        Closed(Turn::new(self))
    }

    /// How many values are in the channel.
    pub fn len(&self) -> usize {
        let (channel, rx) = (self.channel(), &self.channel().rx);
        let end = if rx.shut.get() { rx.seen.get() } else { Position::of(channel.tx.tail.load()) };
        rx.at.get().distance(end, channel.capacity())
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

    /// Whether there is no room for another value.
    pub fn is_full(&self) -> bool {
        self.len() == self.capacity()
    }
}

// An anchor may be moved.
impl<A: Link> Unpin for Receiver<A> {}

impl<A: Link> Drop for Receiver<A> {
    fn drop(&mut self) {
        let _last = Leave(self.anchor, Side::Receivers);
        let channel = self.channel();
        channel.close_receiver();
        channel.unpark_receiver();
        channel.clear();
    }
}

impl<A: Link> fmt::Debug for Receiver<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("channel", self.channel()).finish()
    }
}
