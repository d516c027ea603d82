//! An end that receives, one of many.

use core::fmt;

use super::sender::Leaving;
use super::{Channel, Place};
use crate::channel::{RecvError, Side, TryRecvError};
use crate::lock::RawLock;
use crate::wait::{Acquire, Grant, Handle, Outcome, Permit};

/// An end of a [`Channel`](super::Channel) that receives. Clone it for as many as you need.
///
/// When the last one has gone before anything was sent, the channel closes.
///
/// It is `Send` and `Sync` if the anchor is, which shares the channel: if the value is both, and the
/// flavor is not the local one.
pub struct Receiver<A: Place> {
    anchor: A,
}

/// It has no part that would mind.
impl<A: Place> Unpin for Receiver<A> {}

/// The future of [`Receiver::recv`].
pub type Recv<'a, T, L> = Acquire<&'a Channel<T, L>, Result<T, RecvError>>;

// Why is the value cloned here? The future has left the queue, and nothing is held.
impl<H, T, L> Outcome<H> for Result<T, RecvError>
where
    H: Handle<Target = Channel<T, L>>,
    T: Clone,
    L: RawLock,
{
    type Output = Self;

    fn from_grant(permit: Permit<H>, _: Grant) -> Self {
        // Nothing was taken: there is nothing to give back, also if the clone panics.
        permit.forget().target().decided().cloned()
    }
}

impl<A: Place> Receiver<A> {
    pub(super) const fn new(anchor: A) -> Self {
        Self { anchor }
    }

    /// Waits for the value and clones it; [`RecvError`] if none will come.
    ///
    /// # Cancel safety
    ///
    /// Strict: the value stays.
    ///
    /// # Panics
    ///
    /// If the future is polled after it completed.
    pub fn recv(&self) -> Recv<'_, A::Value, A::Lock>
    where
        A::Value: Clone,
    {
        Acquire::of(self.anchor.channel(), ())
    }

    /// Clones the value, if it is there.
    ///
    /// # Errors
    ///
    /// [`Empty`](TryRecvError::Empty) if it may still come, [`Closed`](TryRecvError::Closed) if not.
    pub fn try_recv(&self) -> Result<A::Value, TryRecvError>
    where
        A::Value: Clone,
    {
        // Read *closed* first: it never changes back.
        let closed = self.is_closed();
        match self.get() {
            Some(value) => Ok(value.clone()),
            None if closed => Err(TryRecvError::Closed),
            None => Err(TryRecvError::Empty),
        }
    }

    /// The value itself, if it was sent.
    pub fn get(&self) -> Option<&A::Value> {
        self.anchor.channel().get()
    }

    /// Whether the channel was closed before anything was sent: nothing will come.
    pub fn is_closed(&self) -> bool {
        self.anchor.channel().is_closed()
    }
}

impl<A: Place> Clone for Receiver<A> {
    /// One receiver more.
    ///
    /// # Panics
    ///
    /// If there are more than half the address space has bytes for: they were forgotten.
    fn clone(&self) -> Self {
        self.anchor.channel().ends.enter(Side::Receivers);
        Self { anchor: self.anchor }
    }
}

impl<A: Place> Drop for Receiver<A> {
    fn drop(&mut self) {
        let channel = self.anchor.channel();
        if channel.ends.leave(Side::Receivers) {
            let leaving = Leaving(self.anchor, Side::Receivers);
            channel.close();
            drop(leaving);
        }
    }
}

impl<A: Place> fmt::Debug for Receiver<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("is_sent", &self.get().is_some())
            .field("is_closed", &self.is_closed())
            .finish()
    }
}
