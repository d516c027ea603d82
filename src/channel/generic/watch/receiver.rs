//! The end that looks.

use core::fmt;

use super::body::{Body, Hold};
use super::{Cached, Changed, Channel, Receive, Recv, Ref, StateId};
use crate::channel::{Anchor, RecvError};
use crate::lock::RawLock;

/// The end of a [`watch`](super) channel that looks at the latest value; there may be many.
///
/// Each knows which version it has seen. A clone has seen what the original has.
pub struct Receiver<A: Anchor<Channel: Body>> {
    pub(super) hold: Hold<A>,
    seen: StateId,
}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Receiver<A> {
    pub(super) const fn new(anchor: A, seen: StateId) -> Self {
        Self { hold: Hold(anchor), seen }
    }

    #[inline(always)]
    pub(super) fn channel(&self) -> &Channel<T, L> {
        self.hold.0.channel()
    }

    pub(super) fn set_seen(&mut self, id: StateId) {
        self.seen = id;
    }

    /// A copy of the latest value, which does not count as seen.
    #[inline]
    pub fn borrow(&self) -> Ref<T>
    where
        T: Clone,
    {
        self.channel().pin().copy()
    }

    /// A copy of the latest value, which counts as seen.
    #[inline]
    pub fn borrow_and_update(&mut self) -> Ref<T>
    where
        T: Clone,
    {
        let latest = self.borrow();
        self.seen = latest.id();
        latest
    }

    /// Looks at the latest value where it is, for values that are not `Clone`; it does not count as seen.
    ///
    /// Nobody waits for `f`, but the value keeps its slot until `f` returns: see
    /// [Re-entrancy](super#re-entrancy).
    pub fn with<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        f(self.channel().pin().value())
    }

    /// Looks at the latest value where it is, and it counts as seen.
    pub fn with_and_update<R>(&mut self, f: impl FnOnce(&T) -> R) -> R {
        let pin = self.hold.0.channel().pin();
        self.seen = pin.id();
        f(pin.value())
    }

    /// Whether there is a value that this receiver has not seen.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if there is none, and no sender is left.
    #[inline]
    pub fn has_changed(&self) -> Result<bool, RecvError> {
        let channel = self.channel();
        if channel.store().newer(self.seen).is_some() {
            return Ok(true);
        }
        if !channel.is_closed() {
            return Ok(false);
        }
        // Closed: now it is certain whether there was a last value.
        channel.store().newer(self.seen).map(|_| true).ok_or(RecvError)
    }

    /// Waits for a value that this receiver has not seen, which counts as seen then.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if there is none, and no sender is left.
    ///
    /// # Cancel safety
    ///
    /// Strict: nothing counts as seen until the future is ready.
    pub fn changed(&mut self) -> Changed<'_, A> {
        Changed::new(self)
    }

    /// Waits for a value that this receiver has not seen, and copies it.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if there is none, and no sender is left.
    ///
    /// # Cancel safety
    ///
    /// Strict: nothing counts as seen until the future is ready.
    pub fn recv(&mut self) -> Recv<'_, A> {
        Recv::new(self)
    }

    /// Waits for a value that `predicate` likes, seen or not, and copies it. Every value that `predicate`
    /// has looked at counts as seen.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if it did not like the last value, and no sender is left.
    ///
    /// # Cancel safety
    ///
    /// Weak: values that `predicate` has looked at count as seen.
    pub async fn wait_for(
        &mut self,
        mut predicate: impl FnMut(&T) -> bool,
    ) -> Result<Ref<T>, RecvError>
    where
        T: Clone,
    {
        loop {
            if let Some(liked) = self.look(&mut predicate) {
                return Ok(liked);
            }
            self.changed().await?;
        }
    }

    fn look(&mut self, predicate: impl FnOnce(&T) -> bool) -> Option<Ref<T>>
    where
        T: Clone,
    {
        let pin = self.hold.0.channel().pin();
        self.seen = pin.id();
        predicate(pin.value()).then(|| pin.copy())
    }

    /// Waits for a value that is newer than `newer_than`, whatever this receiver has seen, and copies it.
    /// It does not count as seen.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if there is none, and no sender is left.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn receive(&self, newer_than: StateId) -> Receive<'_, A> {
        Receive::new(self, newer_than)
    }

    /// A copy of the latest value, if it is newer than `newer_than`. It does not count as seen.
    pub fn try_receive(&self, newer_than: StateId) -> Option<(StateId, T)>
    where
        T: Clone,
    {
        self.channel().store().newer(newer_than)?;
        let pin = self.channel().pin();
        (pin.id() > newer_than).then(|| pin.copy().into_parts())
    }

    /// As if the latest value had not been seen.
    pub fn mark_changed(&mut self) {
        self.seen = StateId(self.channel().latest().0 - 1);
    }

    /// As if the latest value had been seen.
    pub fn mark_unchanged(&mut self) {
        self.seen = self.channel().latest();
    }

    /// The version that was seen last.
    pub const fn id(&self) -> StateId {
        self.seen
    }

    /// Whether no sender is left. There may still be a value to see.
    pub fn is_closed(&self) -> bool {
        self.channel().is_closed()
    }

    /// A receiver with a copy of its own of the latest value.
    pub fn cached(self) -> Cached<A>
    where
        T: Clone,
    {
        Cached::new(self)
    }

    /// Whether both belong to the same channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        core::ptr::eq(self.channel(), other.channel())
    }
}

impl<A: Anchor<Channel: Body>> Clone for Receiver<A> {
    fn clone(&self) -> Self {
        self.hold.0.channel().body().enter_receiver();
        Self { hold: Hold(self.hold.0), seen: self.seen }
    }
}

impl<A: Anchor<Channel: Body>> Drop for Receiver<A> {
    fn drop(&mut self) {
        let _ = self.hold.0.channel().body().receivers.update(|n| Some(n - 1));
    }
}

impl<A: Anchor<Channel: Body>> fmt::Debug for Receiver<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("id", &self.seen).finish_non_exhaustive()
    }
}
