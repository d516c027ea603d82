//! The future of a `recv` where many receive.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::hall::Channel;
use super::waiting::{Place, Want};
use crate::channel::RecvError;
use crate::channel::line::Many;
use crate::channel::store::{Refusal, Store, Turn};
use crate::lock::RawLock;
use crate::wait::{Node, completed, flash};

/// The future of [`Receiver::recv`](super::Receiver::recv).
///
/// # Cancel safety
///
/// Strict: a future that is dropped has taken no message, and passes on the one it was woken for.
#[must_use = "futures do nothing unless polled"]
pub struct Recv<'a, S: Store, L: RawLock> {
    channel: Option<&'a Channel<S, Many, L>>,
    node: Node<u32>,
}

// SAFETY: the node's cells are touched under the lock of the channel (the Link Invariant), so moving the
// future asks of the channel to be shared. It never holds a value.
unsafe impl<S: Store, L: RawLock> Send for Recv<'_, S, L> where Channel<S, Many, L>: Sync {}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Recv`, and these touch no cell.
unsafe impl<S: Store, L: RawLock> Sync for Recv<'_, S, L> where Channel<S, Many, L>: Sync {}

/// An entry to come out of the store.
pub(super) struct Get<E>(pub(super) Option<E>);

impl<S: Store> Want<S> for Get<S::Entry> {
    #[inline]
    unsafe fn attempt(&mut self, store: &S, turn: Turn) -> Result<bool, Refusal> {
        // SAFETY: the caller keeps the Store Rule.
        unsafe { store.pop(&mut self.0, turn) }
    }
}

impl<'a, S: Store, L: RawLock> Recv<'a, S, L> {
    #[inline(always)]
    pub(super) const fn new(channel: &'a Channel<S, Many, L>) -> Self {
        Self { channel: Some(channel), node: Node::new(1) }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.channel.is_none()
    }

    #[cold]
    #[inline(never)]
    fn poll_contended(&mut self, cx: &mut Context<'_>) -> Poll<Result<S::Item, RecvError>> {
        let Some(channel) = self.channel else { completed() };
        // SAFETY: a field of a pinned future (see `poll`); its drop leaves before the memory goes.
        let node = unsafe { Pin::new_unchecked(&self.node) };
        let mut get = Get(None);
        let Some(_) = channel.wait(node, Place::RECEIVERS, &mut get, cx.waker()) else {
            return Poll::Pending;
        };
        self.channel = None;
        Poll::Ready(get.0.map(S::leave).ok_or(RecvError))
    }
}

impl<S: Store, L: RawLock> Future for Recv<'_, S, L> {
    type Output = Result<S::Item, RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(channel) = this.channel else { completed() };
        if (!flash::SCARCE || S::LOCK_FREE) && !this.node.is_shared() {
            let mut entry = None;
            if channel.pop(&mut entry) != Err(Refusal::Wait) {
                this.channel = None;
                return Poll::Ready(entry.map(S::leave).ok_or(RecvError));
            }
        }
        this.poll_contended(cx)
    }
}

impl<S: Store, L: RawLock> Drop for Recv<'_, S, L> {
    #[inline]
    fn drop(&mut self) {
        if let Some(channel) = self.channel {
            if self.node.is_shared() {
                // SAFETY: the memory was pinned when the node was linked, and still is.
                let node = unsafe { Pin::new_unchecked(&self.node) };
                channel.cancel(node, Place::RECEIVERS);
            }
        }
    }
}

impl<S: Store, L: RawLock> fmt::Debug for Recv<'_, S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").field("completed", &self.is_terminated()).finish()
    }
}
