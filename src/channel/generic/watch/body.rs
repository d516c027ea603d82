//! What an end holds of its channel.

use super::Channel;
use super::version::{Alone, Newer};
use crate::channel::Anchor;
use crate::lock::RawLock;
use crate::wait::{Handle, WaitQueue};

/// The channel as its ends see it; sealed.
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
pub trait Body: Sized {
    /// What is sent.
    type Value;
    /// The lock.
    type Lock: RawLock;

    /// The channel.
    fn body(&self) -> &Channel<Self::Value, Self::Lock>;
}

impl<T, L: RawLock> Body for Channel<T, L> {
    type Value = T;
    type Lock = L;

    #[inline(always)]
    fn body(&self) -> &Self {
        self
    }
}

pub(super) type Lock<A> = <<A as Anchor>::Channel as Body>::Lock;

/// An end of the channel, on either side: it frees the channel if it is the last.
pub(super) struct Hold<A: Anchor<Channel: Body>>(pub(super) A);

impl<A: Anchor<Channel: Body>> Drop for Hold<A> {
    #[inline]
    fn drop(&mut self) {
        if self.0.channel().body().holders.leave() {
            // SAFETY: this was the last end, and it does not touch the channel any more.
            unsafe { self.0.free() };
        }
    }
}

/// How a future of a receiver reaches those who wait for a newer value.
#[derive(Clone, Copy)]
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
pub struct ForNewer<A>(pub(super) A);

// SAFETY: the Anchor Rule; each future borrows the end that keeps the channel, or owns it.
unsafe impl<A: Anchor<Channel: Body>> Handle for ForNewer<A> {
    type Target = WaitQueue<Newer, Lock<A>>;

    #[inline(always)]
    fn target(&self) -> &Self::Target {
        &self.0.channel().body().states
    }
}

/// How a future of a sender reaches those who wait for the last receiver to go.
#[derive(Clone, Copy)]
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
pub struct ForNobody<A>(pub(super) A);

// SAFETY: the Anchor Rule; the future borrows the end that keeps the channel.
unsafe impl<A: Anchor<Channel: Body>> Handle for ForNobody<A> {
    type Target = WaitQueue<Alone, Lock<A>>;

    #[inline(always)]
    fn target(&self) -> &Self::Target {
        &self.0.channel().body().receivers
    }
}
