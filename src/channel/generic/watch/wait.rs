//! The futures.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::body::{Body, ForNewer, ForNobody};
use super::{Channel, Receiver, StateId};
use crate::channel::{Anchor, RecvError};
use crate::lock::RawLock;
use crate::wait::Acquire;

/// The future of [`Sender::closed`](super::Sender::closed).
#[must_use = "futures do nothing unless polled"]
pub struct Closed<'a, A: Anchor<Channel: Body>> {
    gone: Acquire<ForNobody<A>, ()>,
    sender: core::marker::PhantomData<&'a super::Sender<A>>,
}

impl<A: Anchor<Channel: Body>> Closed<'_, A> {
    pub(super) const fn new(handle: ForNobody<A>) -> Self {
        Self { gone: Acquire::of(handle, ()), sender: core::marker::PhantomData }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.gone.is_terminated()
    }
}

impl<A: Anchor<Channel: Body>> Future for Closed<'_, A> {
    type Output = ();

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: pinned when the future is, and not moved.
        unsafe { self.map_unchecked_mut(|this| &mut this.gone) }.poll(cx)
    }
}

impl<A: Anchor<Channel: Body>> fmt::Debug for Closed<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closed").field("completed", &self.is_terminated()).finish()
    }
}

/// Waits for a value that is newer than one that was seen, or for the end.
pub(super) struct Newer<A: Anchor<Channel: Body>> {
    wait: Acquire<ForNewer<A>, ()>,
}

impl<A: Anchor<Channel: Body>> Newer<A> {
    pub(super) const fn new(anchor: A, seen: StateId) -> Self {
        Self { wait: Acquire::of(ForNewer(anchor), seen.low()) }
    }

    pub(super) const fn is_terminated(&self) -> bool {
        self.wait.is_terminated()
    }
}

impl<A: Anchor<Channel: Body>> Newer<A> {
    /// Polls; `channel` is the one of the anchor.
    #[inline]
    pub(super) fn poll<T, L: RawLock>(
        self: Pin<&mut Self>,
        channel: &Channel<T, L>,
        seen: StateId,
        cx: &mut Context<'_>,
    ) -> Poll<Result<StateId, RecvError>> {
        // SAFETY: pinned when the future is, and not moved.
        let wait = unsafe { self.map_unchecked_mut(|this| &mut this.wait) };
        if wait.poll(cx).is_pending() {
            return Poll::Pending;
        }
        // The poll has seen what it passed by; the last value was shown before the channel closed.
        let closed = channel.is_closed();
        Poll::Ready(match channel.store().newer(seen) {
            Some(id) => Ok(id),
            None if closed => Err(RecvError),
            None => Ok(channel.latest()),
        })
    }
}

/// The future of [`Receiver::changed`].
#[must_use = "futures do nothing unless polled"]
pub struct Changed<'r, A: Anchor<Channel: Body>> {
    newer: Newer<A>,
    receiver: &'r mut Receiver<A>,
}

/// The future of [`Receiver::recv`].
#[must_use = "futures do nothing unless polled"]
pub struct Recv<'r, A: Anchor<Channel: Body>> {
    newer: Newer<A>,
    receiver: &'r mut Receiver<A>,
}

/// The future of [`Receiver::receive`].
#[must_use = "futures do nothing unless polled"]
pub struct Receive<'r, A: Anchor<Channel: Body>> {
    newer: Newer<A>,
    receiver: &'r Receiver<A>,
    seen: StateId,
}

impl<'r, T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Changed<'r, A> {
    pub(super) const fn new(receiver: &'r mut Receiver<A>) -> Self {
        Self { newer: Newer::new(receiver.hold.0, receiver.id()), receiver }
    }
}

impl<'r, T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Recv<'r, A> {
    pub(super) const fn new(receiver: &'r mut Receiver<A>) -> Self {
        Self { newer: Newer::new(receiver.hold.0, receiver.id()), receiver }
    }
}

impl<'r, T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Receive<'r, A> {
    pub(super) const fn new(receiver: &'r Receiver<A>, seen: StateId) -> Self {
        Self { newer: Newer::new(receiver.hold.0, seen), receiver, seen }
    }
}

impl<A: Anchor<Channel: Body>> Changed<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.newer.is_terminated()
    }
}

impl<A: Anchor<Channel: Body>> Recv<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.newer.is_terminated()
    }
}

impl<A: Anchor<Channel: Body>> Receive<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.newer.is_terminated()
    }
}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Future for Changed<'_, A> {
    type Output = Result<(), RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `newer` is pinned again and not moved.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field of a pinned future.
        let newer = unsafe { Pin::new_unchecked(&mut this.newer) };
        let seen = this.receiver.id();
        newer.poll(this.receiver.channel(), seen, cx).map_ok(|id| this.receiver.set_seen(id))
    }
}

impl<T: Clone, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Future for Recv<'_, A> {
    type Output = Result<T, RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `newer` is pinned again and not moved.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field of a pinned future.
        let newer = unsafe { Pin::new_unchecked(&mut this.newer) };
        let newer = newer.poll(this.receiver.channel(), this.receiver.id(), cx);
        newer.map_ok(|_| this.receiver.borrow_and_update().into_inner())
    }
}

impl<T: Clone, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Future for Receive<'_, A> {
    type Output = Result<(StateId, T), RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `newer` is pinned again and not moved.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field of a pinned future.
        let newer = unsafe { Pin::new_unchecked(&mut this.newer) };
        newer
            .poll(this.receiver.channel(), this.seen, cx)
            .map_ok(|_| this.receiver.borrow().into_parts())
    }
}

impl<A: Anchor<Channel: Body>> fmt::Debug for Changed<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changed").field("completed", &self.is_terminated()).finish()
    }
}

impl<A: Anchor<Channel: Body>> fmt::Debug for Recv<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").field("completed", &self.is_terminated()).finish()
    }
}

impl<A: Anchor<Channel: Body>> fmt::Debug for Receive<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receive").field("completed", &self.is_terminated()).finish()
    }
}
