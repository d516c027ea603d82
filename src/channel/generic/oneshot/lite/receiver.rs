//! The end that receives a byte.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Place;
use super::state::{BUSY, CLOSED, GONE, HUNG_UP, OPEN, WAITING, decode, is_pending, is_value};
use crate::channel::{RecvError, TryRecvError};

/// The end of a lite [`Oneshot`](super::Oneshot) that receives: a future.
///
/// It resolves to the value, or to [`RecvError`] if the sender was dropped without sending or the
/// receiver has closed. Dropping it closes the channel.
///
/// # Cancel safety
///
/// Strict, if it is awaited by reference (`&mut rx`, or [`recv`](Self::recv)): the value stays until a
/// poll takes it.
///
/// # Panics
///
/// Not when it is polled again: it is fused. When it has completed, by a poll or by
/// [`try_recv`](Self::try_recv), it resolves to [`RecvError`].
///
/// It is `Send` if the anchor is, which shares the channel: if the flavor is not the local one.
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
    ///
    /// # Panics
    ///
    /// If [`State::from_u8`](super::State::from_u8) does not know the byte that was sent.
    #[inline]
    pub fn try_recv(&mut self) -> Result<A::State, TryRecvError> {
        let Some(anchor) = self.anchor else { return Err(TryRecvError::Closed) };
        if is_pending(anchor.channel().byte.load()) {
            return Err(TryRecvError::Empty);
        }
        Ok(self.complete(anchor)?)
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
    ///
    /// # Panics
    ///
    /// If [`State::from_u8`](super::State::from_u8) does not know the byte that was sent.
    #[inline]
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Result<A::State, RecvError>> {
        let Some(anchor) = self.anchor else { return Poll::Ready(Err(RecvError)) };
        loop {
            let seen = anchor.channel().byte.load();
            if !is_pending(seen) {
                return Poll::Ready(self.complete(anchor));
            }
            if register(anchor, seen, cx.waker()) {
                return Poll::Pending;
            }
        }
    }

    /// Closes the channel: the sender gets its value back. If it has sent or was dropped before, nothing
    /// changes: what was sent can be received.
    pub fn close(&mut self) {
        let Some(anchor) = self.anchor else { return };
        let channel = anchor.channel();
        let mut seen = channel.byte.load();
        while is_pending(seen) {
            match channel.byte.exchange(seen, CLOSED) {
                Ok(()) => {
                    // SAFETY: the Bell Rule: it was waiting, and is no more.
                    drop((seen == WAITING).then(|| unsafe { channel.bell.take() }));
                    return;
                }
                Err(now) => seen = now,
            }
        }
    }

    /// Whether nothing will come: the receiver has closed before anything was sent, or has completed, or
    /// the sender was dropped.
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.anchor.is_none_or(|anchor| matches!(anchor.channel().byte.load(), CLOSED | HUNG_UP))
    }

    /// Whether there is no value to be received now.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.anchor.is_none_or(|anchor| !is_value(anchor.channel().byte.load()))
    }

    /// Whether the receiver has completed: from now on it resolves to [`RecvError`].
    #[inline]
    pub const fn is_terminated(&self) -> bool {
        self.anchor.is_none()
    }

    #[inline(always)]
    fn complete(&mut self, anchor: A) -> Result<A::State, RecvError> {
        self.anchor = None;
        part(anchor).map(decode).ok_or(RecvError)
    }

    /// Forgets the task that waits.
    fn withdraw(&self) -> Option<Waker> {
        let anchor = self.anchor?;
        let channel = anchor.channel();
        // SAFETY: the Bell Rule: it was waiting, and is no more.
        channel.byte.exchange(WAITING, OPEN).is_ok().then(|| unsafe { channel.bell.take() })
    }
}

/// Leaves `waker` for the sender; `seen` is pending. `false` if it is no more: look again.
#[cold]
fn register<A: Place>(anchor: A, seen: u8, waker: &Waker) -> bool {
    let channel = anchor.channel();
    let mut stale = None;
    match seen {
        BUSY => {
            // The sender is through after a few instructions.
            waker.wake_by_ref();
            return true;
        }
        WAITING => {
            // SAFETY: the Bell Rule: seen to wait, by the receiver.
            if unsafe { channel.bell.is(waker) } {
                return true;
            }
            if channel.byte.exchange(WAITING, OPEN).is_err() {
                return false;
            }
            // SAFETY: the Bell Rule: it was waiting, and is no more.
            stale = Some(unsafe { channel.bell.take() });
        }
        _ => {}
    }
    // User code, with nothing held.
    let fresh = waker.clone();
    // SAFETY: the Bell Rule: the receiver, which does not wait.
    unsafe { channel.bell.put(fresh) };
    if channel.byte.exchange(OPEN, WAITING).is_ok() {
        drop(stale);
        return true;
    }
    // SAFETY: the Bell Rule: put in just now; nobody waits.
    let fresh = unsafe { channel.bell.take() };
    drop((fresh, stale));
    false
}

/// Leaves, with the value if there is one.
#[inline(always)]
fn part<A: Place>(anchor: A) -> Option<u8> {
    let channel = anchor.channel();
    let mut seen = channel.byte.load();
    if is_value(seen) {
        // Why is a store enough? While there is a value, no sender is made and nothing is put.
        channel.byte.store(GONE);
        // SAFETY: the sender left when it had sent, and the receiver has: the last.
        unsafe { anchor.free() };
        return Some(seen);
    }
    let mut stale = None;
    let value = loop {
        if is_value(seen) {
            break Some(seen);
        }
        match channel.byte.exchange(seen, if seen == WAITING { OPEN } else { GONE }) {
            Ok(()) if seen == WAITING => {
                // SAFETY: the Bell Rule: it was waiting, and is no more.
                stale = Some(unsafe { channel.bell.take() });
                seen = OPEN;
            }
            Ok(()) => break None,
            Err(now) => seen = now,
        }
    };
    if value.is_some() {
        channel.byte.store(GONE);
    }
    if value.is_some() || seen == HUNG_UP {
        // SAFETY: the sender has left, and so has the receiver: the last.
        unsafe { anchor.free() };
    }
    drop(stale);
    value
}

impl<A: Place> Future for Receiver<A> {
    type Output = Result<A::State, RecvError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_recv(cx)
    }
}

impl<A: Place> Drop for Receiver<A> {
    #[inline]
    fn drop(&mut self) {
        if let Some(anchor) = self.anchor {
            part(anchor);
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
    type Output = Result<A::State, RecvError>;

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
