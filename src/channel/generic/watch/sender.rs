//! The end that sends.

use core::fmt;

use super::body::{Body, ForNobody, Hold};
use super::{Channel, Closed, Receiver, Ref, StateId};
use crate::channel::{Anchor, SendError};
use crate::lock::RawLock;

/// The end of a [`watch`](super) channel that sends; there may be many.
///
/// When the last is dropped the channel is closed: receivers get the latest value if they have not seen
/// it, then an error.
pub struct Sender<A: Anchor<Channel: Body>> {
    hold: Hold<A>,
}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Sender<A> {
    pub(super) const fn new(anchor: A) -> Self {
        Self { hold: Hold(anchor) }
    }

    #[inline(always)]
    pub(super) fn channel(&self) -> &Channel<T, L> {
        self.hold.0.channel()
    }

    /// Makes `value` the latest, and wakes all who wait for one.
    ///
    /// # Errors
    ///
    /// The value, if there is no receiver. To send all the same use
    /// [`send_replace`](Self::send_replace).
    #[inline]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        if self.is_closed() {
            return Err(SendError(value));
        }
        self.channel().send(value);
        Ok(())
    }

    /// Makes `value` the latest, also if there is no receiver, and returns the one before. If somebody
    /// looks at that one just now, a clone of it.
    ///
    /// # Panics
    ///
    /// If the clone does: then the value was sent.
    pub fn send_replace(&self, value: T) -> T
    where
        T: Clone,
    {
        self.channel().replace(value)
    }

    /// Changes a copy of the latest value, and makes it the latest; also if there is no receiver.
    ///
    /// No change is lost, and nobody waits while `modify` runs. If another value is sent meanwhile, by
    /// another sender or by `modify` itself, it runs again, on a copy of that one. So a `modify` that
    /// sends every time it runs never comes to an end.
    ///
    /// # Panics
    ///
    /// If `modify` does, or the clone: then nothing has changed.
    pub fn send_modify(&self, mut modify: impl FnMut(&mut T))
    where
        T: Clone,
    {
        self.channel().modify(|value| {
            modify(value);
            true
        });
    }

    /// Like [`send_modify`](Self::send_modify), but the copy is dropped and nobody is woken if `modify`
    /// returns `false`. Returns what `modify` returned.
    ///
    /// # Panics
    ///
    /// If `modify` does, or the clone: then nothing has changed.
    pub fn send_if_modified(&self, modify: impl FnMut(&mut T) -> bool) -> bool
    where
        T: Clone,
    {
        self.channel().modify(modify)
    }

    /// A copy of the latest value.
    #[inline]
    pub fn borrow(&self) -> Ref<T>
    where
        T: Clone,
    {
        self.channel().pin().copy()
    }

    /// Looks at the latest value where it is, for values that are not `Clone`.
    ///
    /// Nobody waits for `f`, but the value keeps its slot until `f` returns: see
    /// [Re-entrancy](super#re-entrancy).
    pub fn with<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        f(self.channel().pin().value())
    }

    /// The version of the latest value.
    pub fn id(&self) -> StateId {
        self.channel().latest()
    }

    /// A receiver that has seen the latest value.
    pub fn subscribe(&self) -> Receiver<A> {
        let channel = self.channel();
        channel.enter_receiver();
        Receiver::new(self.hold.0, channel.latest())
    }

    /// Waits until there is no receiver. If one is added at the same time as the last one goes, it may
    /// wait on.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub const fn closed(&self) -> Closed<'_, A> {
        Closed::new(ForNobody(self.hold.0))
    }

    /// Whether there is no receiver.
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.receiver_count() == 0
    }

    /// How many receivers there are.
    #[inline]
    pub fn receiver_count(&self) -> usize {
        self.channel().receiver_count()
    }

    /// How many senders there are.
    pub fn sender_count(&self) -> usize {
        self.channel().holders.senders()
    }

    /// Whether both belong to the same channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        core::ptr::eq(self.channel(), other.channel())
    }
}

impl<A: Anchor<Channel: Body>> Clone for Sender<A> {
    fn clone(&self) -> Self {
        self.hold.0.channel().body().holders.enter_sender();
        Self { hold: Hold(self.hold.0) }
    }
}

impl<A: Anchor<Channel: Body>> Drop for Sender<A> {
    fn drop(&mut self) {
        let channel = self.hold.0.channel().body();
        if channel.holders.leave_sender() {
            channel.close();
        }
    }
}

impl<A: Anchor<Channel: Body>> fmt::Debug for Sender<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let receivers = self.hold.0.channel().body().receiver_count();
        f.debug_struct("Sender").field("receivers", &receivers).finish()
    }
}
