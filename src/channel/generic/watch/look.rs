//! Looking at a value: a pin while it is copied, and the copy.

use core::fmt;
use core::ops::Deref;

use super::{Channel, StateId};
use crate::lock::RawLock;

/// A slot that stays as it is.
pub(super) struct Pin<'a, T, L: RawLock> {
    channel: &'a Channel<T, L>,
    slot: usize,
}

impl<'a, T, L: RawLock> Pin<'a, T, L> {
    /// The slot has been pinned.
    #[inline(always)]
    pub(super) const fn new(channel: &'a Channel<T, L>, slot: usize) -> Self {
        Self { channel, slot }
    }

    #[inline(always)]
    pub(super) fn id(&self) -> StateId {
        // SAFETY: the Slot Rule: pinned until the drop.
        StateId(unsafe { self.channel.store().entry(self.slot) }.version)
    }

    #[inline(always)]
    pub(super) fn value(&self) -> &T {
        // SAFETY: the Slot Rule: pinned until the drop.
        &unsafe { self.channel.store().entry(self.slot) }.value
    }

    #[inline(always)]
    pub(super) fn copy(&self) -> Ref<T>
    where
        T: Clone,
    {
        Ref { id: self.id(), value: self.value().clone() }
    }
}

impl<T, L: RawLock> Drop for Pin<'_, T, L> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: pinned, and the borrows of the entry have ended.
        if unsafe { self.channel.store().unpin(self.slot) } {
            // SAFETY: told so by `unpin`.
            self.channel.tell(unsafe { self.channel.store().empty(self.slot) });
        }
    }
}

/// A copy of the value that was the latest, and its version.
///
/// It is a copy, and not a lock: to hold it keeps nobody from sending, and it does not change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ref<T> {
    id: StateId,
    value: T,
}

impl<T> Ref<T> {
    /// The version of the value.
    pub const fn id(&self) -> StateId {
        self.id
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }

    pub(super) fn into_parts(self) -> (StateId, T) {
        (self.id, self.value)
    }
}

impl<T> Deref for Ref<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> AsRef<T> for Ref<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
