//! The end that sends to all.

use core::fmt;

use super::Place;
use crate::channel::Side;

/// The end of a [`Channel`](super::Channel) that sends, once.
///
/// Dropping it without having sent tells the receivers that nothing will come.
///
/// It is `Send` and `Sync` if the anchor is, which shares the channel: if the value is both, and the
/// flavor is not the local one.
pub struct Sender<A: Place> {
    anchor: A,
}

/// It has no part that would mind.
impl<A: Place> Unpin for Sender<A> {}

impl<A: Place> Sender<A> {
    pub(super) const fn new(anchor: A) -> Self {
        Self { anchor }
    }

    /// Sends `value` to every receiver there is and will be.
    ///
    /// # Errors
    ///
    /// The value, if one was sent before, or the channel is closed.
    pub fn send(&self, value: A::Value) -> Result<(), A::Value> {
        self.anchor.channel().send(value)
    }

    /// Closes the channel: if nothing was sent, nothing will be.
    pub fn close(&self) {
        self.anchor.channel().close();
    }

    /// Whether the channel was closed, or all receivers have gone, before anything was sent.
    pub fn is_closed(&self) -> bool {
        self.anchor.channel().is_closed()
    }

    /// The value, if it was sent.
    pub fn get(&self) -> Option<&A::Value> {
        self.anchor.channel().get()
    }

    /// How many receivers there are.
    pub fn receiver_count(&self) -> usize {
        self.anchor.channel().ends.count(Side::Receivers)
    }
}

impl<A: Place> Drop for Sender<A> {
    fn drop(&mut self) {
        let channel = self.anchor.channel();
        if channel.ends.leave(Side::Senders) {
            let leaving = Leaving(self.anchor, Side::Senders);
            channel.close();
            drop(leaving);
        }
    }
}

/// The last of its side, while it closes the channel. It leaves also if a waker panics.
pub(super) struct Leaving<A: Place>(pub(super) A, pub(super) Side);

impl<A: Place> Drop for Leaving<A> {
    fn drop(&mut self) {
        if self.0.channel().ends.left(self.1) {
            // SAFETY: both sides have left; nobody has an end any more.
            unsafe { self.0.free() };
        }
    }
}

impl<A: Place> fmt::Debug for Sender<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("is_sent", &self.get().is_some())
            .field("is_closed", &self.is_closed())
            .finish()
    }
}
