//! The end that receives.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Place;
use super::word::{Parting, Side, has_value, is_closed};
use crate::channel::{RecvError, TryRecvError};

/// The end of a [`Oneshot`](super::Oneshot) that receives: a future.
///
/// It resolves to the value, or to [`RecvError`] if the sender was dropped without sending or the
/// receiver has closed. Dropping it closes the channel, and drops a value that has not been received.
///
/// # Cancel safety
///
/// Strict, if it is awaited by reference (`&mut rx`, or [`recv`](Self::recv)): the value stays until a
/// poll takes it.
///
/// # Panics
///
/// Never: it is fused. When it has completed, by a poll or by [`try_recv`](Self::try_recv), it resolves
/// to [`RecvError`].
///
/// It is `Send` if the anchor is, which shares the channel: if the value is `Send` and the flavor is not
/// the local one.
#[must_use = "futures do nothing unless polled"]
pub struct Receiver<A: Place> {
    /// Until it has left.
    anchor: Option<A>,
}

/// It has no part that would mind.
impl<A: Place> Unpin for Receiver<A> {}

impl<A: Place> Receiver<A> {
    #[inline(always)]
    pub(super) const fn new(anchor: A) -> Self {
        Self { anchor: Some(anchor) }
    }

    /// Takes the value, if it is there.
    ///
    /// # Errors
    ///
    /// [`Empty`](TryRecvError::Empty) if it may still come, [`Closed`](TryRecvError::Closed) if not,
    /// because it was received before, the sender was dropped or the receiver has closed.
    #[inline]
    pub fn try_recv(&mut self) -> Result<A::Value, TryRecvError> {
        let Some(anchor) = self.anchor else { return Err(TryRecvError::Closed) };
        let seen = anchor.channel().word.load();
        if !Side::RECEIVER.is_ready(seen) {
            return Err(TryRecvError::Empty);
        }
        Ok(self.complete(anchor, seen)?)
    }

    /// Waits for the value, without giving the receiver away.
    ///
    /// # Cancel safety
    ///
    /// Strict: the value stays until a poll takes it.
    #[inline]
    pub const fn recv(&mut self) -> Recv<'_, A> {
        Recv { receiver: self }
    }

    /// Ready with the value, or [`RecvError`] if none will come; the task of the last call is woken
    /// then. When it has completed once, it is [`RecvError`].
    #[inline]
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Result<A::Value, RecvError>> {
        let Some(anchor) = self.anchor else { return Poll::Ready(Err(RecvError)) };
        let channel = anchor.channel();
        loop {
            let seen = channel.word.load();
            if Side::RECEIVER.is_ready(seen) {
                return Poll::Ready(self.complete(anchor, seen));
            }
            if channel.receiver.register(&channel.word, Side::RECEIVER, seen, cx.waker()) {
                return Poll::Pending;
            }
        }
    }

    /// Closes the channel: the sender gets its value back. What was sent before can be received.
    pub fn close(&mut self) {
        if let Some(anchor) = self.anchor {
            // The one who calls knows: the sender need not tell him.
            let (stale, next) = (self.withdraw(), close(anchor));
            if let Some(next) = next {
                next.wake();
            }
            drop(stale);
        }
    }

    /// Whether the receiver has closed, or has completed.
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.anchor.is_none_or(|anchor| is_closed(anchor.channel().word.load()))
    }

    /// Whether there is no value to be received now.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.anchor.is_none_or(|anchor| !has_value(anchor.channel().word.load()))
    }

    /// Whether the receiver has completed: from now on it resolves to [`RecvError`].
    #[inline]
    pub const fn is_terminated(&self) -> bool {
        self.anchor.is_none()
    }

    /// Takes the value, if there is one in `seen`, and leaves.
    #[inline(always)]
    fn complete(&mut self, anchor: A, seen: usize) -> Result<A::Value, RecvError> {
        self.anchor = None;
        if has_value(seen) {
            let channel = anchor.channel();
            // SAFETY: the Slot Rule: full, and the receiver's.
            let value = unsafe { channel.take_value() };
            if channel.word.taken_at_last(seen) || channel.word.taken_and_left() {
                // SAFETY: the Parting Rule: the last.
                unsafe { anchor.free() };
            }
            return Ok(value);
        }
        part(anchor).ok_or(RecvError)
    }

    /// Forgets the task that waits.
    fn withdraw(&self) -> Option<Waker> {
        let channel = self.anchor.as_ref()?.channel();
        channel.receiver.withdraw(&channel.word, Side::RECEIVER)
    }
}

// The contended case: a task waits, or the sender is still there.

/// Closes; returns the waker of the task that waits for that.
fn close<A: Place>(anchor: A) -> Option<Waker> {
    let channel = anchor.channel();
    channel.word.close().then(|| {
        // SAFETY: the Bell Rule: made busy by the close.
        let waker = unsafe { channel.sender.take() };
        channel.word.closed();
        waker
    })
}

/// Leaves, with the value if there is one.
#[inline(never)]
fn part<A: Place>(anchor: A) -> Option<A::Value> {
    let channel = anchor.channel();
    let mut value = None;
    let (mut stale, mut next) = (None, None);
    loop {
        match channel.word.part() {
            Parting::Left { last } => {
                if last {
                    // SAFETY: the Parting Rule: the last.
                    unsafe { anchor.free() };
                }
                break;
            }
            Parting::Value => {
                // SAFETY: the Slot Rule: full, and the receiver's.
                value = Some(unsafe { channel.take_value() });
                if channel.word.taken_and_left() {
                    // SAFETY: the Parting Rule: the last.
                    unsafe { anchor.free() };
                }
                break;
            }
            Parting::Withdraw => {
                stale = channel.receiver.withdraw(&channel.word, Side::RECEIVER);
            }
            Parting::Close => next = close(anchor),
        }
    }
    if let Some(next) = next {
        next.wake();
    }
    drop(stale);
    value
}

impl<A: Place> Future for Receiver<A> {
    type Output = Result<A::Value, RecvError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_recv(cx)
    }
}

impl<A: Place> Drop for Receiver<A> {
    #[inline]
    fn drop(&mut self) {
        if let Some(anchor) = self.anchor {
            drop(part(anchor));
        }
    }
}

impl<A: Place> fmt::Debug for Receiver<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("is_empty", &self.is_empty())
            .field("completed", &self.is_terminated())
            .finish()
    }
}

/// The future of [`Receiver::recv`]; fused like the receiver.
#[must_use = "futures do nothing unless polled"]
pub struct Recv<'a, A: Place> {
    receiver: &'a mut Receiver<A>,
}

impl<A: Place> Recv<'_, A> {
    /// Whether the receiver has completed: from now on this resolves to [`RecvError`].
    pub const fn is_terminated(&self) -> bool {
        self.receiver.is_terminated()
    }
}

impl<A: Place> Future for Recv<'_, A> {
    type Output = Result<A::Value, RecvError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.receiver.poll_recv(cx)
    }
}

impl<A: Place> Drop for Recv<'_, A> {
    #[inline]
    fn drop(&mut self) {
        drop(self.receiver.withdraw());
    }
}

impl<A: Place> fmt::Debug for Recv<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").field("completed", &self.is_terminated()).finish()
    }
}
