//! The future of a receiver.

use core::fmt;
use core::future::Future;
use core::marker;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Channel;
use super::line::Polled;
use crate::channel::RecvError;
use crate::lock::{Counter, RawLock};
use crate::wait::{Node, Stage, completed};

impl<T, L: RawLock> Channel<T, L> {
    /// One poll of a receiver. When ready, its node is in no line.
    #[inline]
    pub(super) fn poll_recv(
        &self,
        node: Pin<&Node<()>>,
        waker: &Waker,
    ) -> Poll<Result<T, RecvError>> {
        if node.stage() == Stage::Fresh && (!L::LOCK_FREE || self.hint.load() != 0) {
            if let Some(value) = self.update(|line, wakes| line.take(0, wakes)) {
                return Poll::Ready(Ok(value));
            }
        }
        self.poll_in_line(node, waker)
    }

    // The contended case.

    #[inline(never)]
    fn poll_in_line(&self, node: Pin<&Node<()>>, waker: &Waker) -> Poll<Result<T, RecvError>> {
        let (mut fresh, mut stale) = (None, None);
        if node.stage() == Stage::Fresh {
            fresh = Some(waker.clone());
        }
        loop {
            let polled = self.update(|line, wakes| {
                // SAFETY: in this line or in none; `leave` is called before it is dropped.
                unsafe { line.poll_receiver(node, waker, &mut fresh, &mut stale, wakes) }
            });
            match polled {
                Polled::Ready(value) => return Poll::Ready(value.ok_or(RecvError)),
                Polled::Pending => return Poll::Pending,
                Polled::NeedsWaker => fresh = Some(waker.clone()),
                Polled::HasWaker => drop((fresh.take(), stale.take())),
            }
        }
    }

    /// The exit of a receiver: afterwards it is in no line, and what it was offered is offered to the
    /// next.
    #[inline]
    pub(super) fn leave(&self, node: &Node<()>) {
        match node.stage() {
            Stage::Fresh => {}
            Stage::Passed if L::PEEK => {}
            _ => self.cancel_recv(node),
        }
    }

    #[cold]
    #[inline(never)]
    fn cancel_recv(&self, node: &Node<()>) {
        // SAFETY: in this line or in none.
        let stale = self.update(|line, _| unsafe { line.leave_receiver(node) });
        drop(stale);
    }
}

/// The future of [`Receiver::recv`](super::Receiver::recv).
///
/// # Cancel safety
///
/// Strict: dropped, it has taken nothing. What it was offered is offered to the next.
///
/// # Panics
///
/// If polled after it completed.
#[must_use = "futures do nothing unless polled"]
pub struct Recv<'a, T, L: RawLock> {
    /// Until it has completed.
    channel: Option<&'a Channel<T, L>>,
    node: Node<()>,
}

// SAFETY: the node's cells are touched under the lock of the channel (the Link Invariant), so moving the
// future shares the channel, and no more.
unsafe impl<T, L: RawLock> marker::Send for Recv<'_, T, L> where Channel<T, L>: Sync {}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Recv`, and these do not touch the node.
unsafe impl<T, L: RawLock> Sync for Recv<'_, T, L> where Channel<T, L>: Sync {}

impl<'a, T, L: RawLock> Recv<'a, T, L> {
    #[inline(always)]
    pub(super) const fn new(channel: &'a Channel<T, L>) -> Self {
        Self { channel: Some(channel), node: Node::new(()) }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.channel.is_none()
    }
}

impl<T, L: RawLock> Future for Recv<'_, T, L> {
    type Output = Result<T, RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T, RecvError>> {
        // SAFETY: the node is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(channel) = this.channel else { completed() };
        // SAFETY: a field of a pinned future; its drop leaves the line.
        let node = unsafe { Pin::new_unchecked(&this.node) };
        let polled = channel.poll_recv(node, cx.waker());
        if polled.is_ready() {
            this.channel = None;
        }
        polled
    }
}

impl<T, L: RawLock> Drop for Recv<'_, T, L> {
    #[inline]
    fn drop(&mut self) {
        if let Some(channel) = self.channel {
            channel.leave(&self.node);
        }
    }
}

impl<T, L: RawLock> fmt::Debug for Recv<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").field("completed", &self.is_terminated()).finish()
    }
}
