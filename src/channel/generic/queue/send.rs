//! The future of a `send`.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::hall::Channel;
use super::waiting::{Place, Want};
use crate::channel::SendError;
use crate::channel::line::Line;
use crate::channel::store::{Refusal, Store, Turn};
use crate::lock::RawLock;
use crate::wait::{Node, completed, flash};

/// The future of [`Sender::send`](super::Sender::send).
///
/// # Cancel safety
///
/// Strict: a future that is dropped has sent nothing, unless it had completed.
#[must_use = "futures do nothing unless polled"]
pub struct Send<'a, S: Store, R: Line, L: RawLock> {
    channel: Option<&'a Channel<S, R, L>>,
    /// What is to be sent; taken out when it has been.
    entry: Option<S::Entry>,
    node: Node<u32>,
}

// SAFETY: the node's cells are touched under the lock of the channel (the Link Invariant), so moving the
// future asks of the channel to be shared, and moves the value.
unsafe impl<S: Store, R: Line, L: RawLock> core::marker::Send for Send<'_, S, R, L>
where
    Channel<S, R, L>: Sync,
    S::Entry: core::marker::Send,
{
}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Send`, and these touch neither cells nor value.
unsafe impl<S: Store, R: Line, L: RawLock> Sync for Send<'_, S, R, L> where Channel<S, R, L>: Sync {}

/// An entry on its way into the store.
struct Put<'a, E>(&'a mut Option<E>);

impl<S: Store> Want<S> for Put<'_, S::Entry> {
    #[inline]
    unsafe fn attempt(&mut self, store: &S, turn: Turn) -> Result<bool, Refusal> {
        // SAFETY: the caller keeps the Store Rule.
        unsafe { store.push(self.0, turn) }
    }
}

impl<'a, S: Store, R: Line, L: RawLock> Send<'a, S, R, L> {
    #[inline(always)]
    pub(super) fn new(channel: &'a Channel<S, R, L>, item: S::Item) -> Self {
        Self { channel: Some(channel), entry: Some(S::enter(item)), node: Node::new(1) }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.channel.is_none()
    }

    /// Gives up: returns the value if it was not sent, and `None` if it was.
    pub fn cancel(self: Pin<&mut Self>) -> Option<S::Item> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        this.leave();
        this.channel = None;
        this.entry.take().map(S::leave)
    }

    fn leave(&self) {
        if let Some(channel) = self.channel {
            if self.node.is_shared() {
                // SAFETY: the memory was pinned when the node was linked, and still is.
                let node = unsafe { Pin::new_unchecked(&self.node) };
                channel.cancel(node, Place::SENDERS);
            }
        }
    }

    #[inline(always)]
    fn finish(&mut self, done: Result<(), Refusal>) -> Poll<Result<(), SendError<S::Item>>> {
        self.channel = None;
        Poll::Ready(match (done, self.entry.take()) {
            (Err(_), Some(entry)) => Err(SendError(S::leave(entry))),
            _ => Ok(()),
        })
    }

    #[cold]
    #[inline(never)]
    fn poll_contended(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError<S::Item>>> {
        let Some(channel) = self.channel else { completed() };
        // SAFETY: a field of a pinned future (see `poll`); its drop leaves before the memory goes.
        let node = unsafe { Pin::new_unchecked(&self.node) };
        match channel.wait(node, Place::SENDERS, &mut Put(&mut self.entry), cx.waker()) {
            Some(done) => self.finish(done),
            None => Poll::Pending,
        }
    }
}

impl<S: Store, R: Line, L: RawLock> Future for Send<'_, S, R, L> {
    type Output = Result<(), SendError<S::Item>>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(channel) = this.channel else { completed() };
        if (!flash::SCARCE || S::LOCK_FREE) && !this.node.is_shared() {
            match channel.push(&mut this.entry) {
                Err(Refusal::Wait) => {}
                done => return this.finish(done),
            }
        }
        this.poll_contended(cx)
    }
}

impl<S: Store, R: Line, L: RawLock> Drop for Send<'_, S, R, L> {
    #[inline]
    fn drop(&mut self) {
        self.leave();
    }
}

impl<S: Store, R: Line, L: RawLock> fmt::Debug for Send<'_, S, R, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Send").field("completed", &self.is_terminated()).finish()
    }
}
