//! Waiting for the end.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::sender::Reach;
use super::waiting::{Place, Want};
use crate::channel::Side;
use crate::channel::store::{Refusal, Store, Turn};
use crate::wait::{Node, completed};

/// The future of [`Sender::closed`](super::Sender::closed).
#[must_use = "futures do nothing unless polled"]
pub struct Closed<'a, A: Reach> {
    anchor: Option<&'a A>,
    node: Node<u32>,
}

// SAFETY: the node's cells are touched under the lock of the channel (the Link Invariant), so moving the
// future asks of the channel to be shared.
unsafe impl<A: Reach> Send for Closed<'_, A> where A::Channel: Sync {}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Closed`, and these touch no cell.
unsafe impl<A: Reach> Sync for Closed<'_, A> where A::Channel: Sync {}

/// The end of it.
struct End;

impl<S: Store> Want<S> for End {
    unsafe fn attempt(&mut self, store: &S, _: Turn) -> Result<bool, Refusal> {
        // SAFETY: the caller keeps the Store Rule.
        let closed = unsafe { store.is_closed() };
        Err(if closed { Refusal::Closed } else { Refusal::Wait })
    }

    unsafe fn possible(&self, store: &S, _: Side, _: u32) -> bool {
        // SAFETY: the caller keeps the Store Rule.
        unsafe { store.is_closed() }
    }
}

impl<'a, A: Reach> Closed<'a, A> {
    pub(super) const fn new(anchor: &'a A) -> Self {
        Self { anchor: Some(anchor), node: Node::new(u32::MAX) }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.anchor.is_none()
    }
}

impl<A: Reach> Future for Closed<'_, A> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(anchor) = this.anchor else { completed() };
        // SAFETY: a field of a pinned future; its drop leaves before the memory goes.
        let node = unsafe { Pin::new_unchecked(&this.node) };
        if anchor.channel().wait(node, Place::CLOSING, &mut End, cx.waker()).is_none() {
            return Poll::Pending;
        }
        this.anchor = None;
        Poll::Ready(())
    }
}

impl<A: Reach> Drop for Closed<'_, A> {
    fn drop(&mut self) {
        if let Some(anchor) = self.anchor {
            if self.node.is_shared() {
                // SAFETY: the memory was pinned when the node was linked, and still is.
                let node = unsafe { Pin::new_unchecked(&self.node) };
                anchor.channel().cancel(node, Place::CLOSING);
            }
        }
    }
}

impl<A: Reach> fmt::Debug for Closed<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closed").field("completed", &self.is_terminated()).finish()
    }
}
