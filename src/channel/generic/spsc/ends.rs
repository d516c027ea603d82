//! What the two ends have in common: how they reach the channel, wait on it, and leave it.

use core::task::{Context, Poll};

use super::{Channel, Receiver, Ring, Sender};
use crate::channel::{Anchor, Side};
use crate::lock::RawLock;

/// An [`Anchor`] of a [`Channel`]: what an end is made of.
pub trait Link: Anchor<Channel = Channel<<Self as Link>::Storage, <Self as Link>::Lock>> {
    /// What goes through the channel.
    type Value;
    /// The cells.
    type Storage: Ring<Value = Self::Value>;
    /// The lock.
    type Lock: RawLock;
}

impl<A, S, L> Link for A
where
    A: Anchor<Channel = Channel<S, L>>,
    S: Ring,
    L: RawLock,
{
    type Value = S::Value;
    type Storage = S;
    type Lock = L;
}

/// An end, to the futures that borrow it. Sealed.
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
pub trait End {
    /// Waits until the channel is closed.
    fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    /// Does not wait any more.
    fn unpark(&mut self);
}

impl<A: Link> End for Sender<A> {
    fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let channel = self.channel();
        if !channel.is_closed() {
            channel.rest.sender.register(cx.waker());
            if !channel.is_closed() {
                return Poll::Pending;
            }
            self.unpark();
        }
        Poll::Ready(())
    }

    fn unpark(&mut self) {
        self.channel().unpark_sender();
    }
}

impl<A: Link> End for Receiver<A> {
    fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.is_closed() {
            let channel = self.channel();
            channel.rest.receiver.register(cx.waker());
            if !channel.is_closed() {
                return Poll::Pending;
            }
            self.unpark();
        }
        Poll::Ready(())
    }

    fn unpark(&mut self) {
        self.channel().unpark_receiver();
    }
}

/// The last thing an end does, whatever happens before: it frees the channel if the other end has gone.
pub(super) struct Leave<A: Link>(pub(super) A, pub(super) Side);

impl<A: Link> Drop for Leave<A> {
    fn drop(&mut self) {
        let Self(anchor, side) = *self;
        let ends = &anchor.channel().rest.ends;
        if ends.leave(side) && ends.left(side) {
            // SAFETY: both ends have gone, and their futures, which borrowed them, before.
            unsafe { anchor.free() };
        }
    }
}
