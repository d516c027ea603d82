//! What a receiver found, and the pin that keeps it in place while it is cloned.

use core::mem::ManuallyDrop;

use super::Channel;
use super::error::RecvError;
use super::ring::Cursor;
use super::slot::Slot;
use crate::channel::Storage;
use crate::lock::RawLock;

/// What a receiver found: a value, one that it may clone, how many it missed, or that there is no more.
///
/// A pass writes it where its caller wants it: to return it by value would copy it a few times under the
/// lock.
pub(super) struct Found<'c, T, S: Storage<Cell = Slot<T>>, L: RawLock> {
    pub(super) value: Option<T>,
    pub(super) reading: Option<Reading<'c, T, S, L>>,
    pub(super) missed: u64,
}

/// A pin on a slot. Dropped, as when a clone panics, it leaves the message unseen.
pub(super) struct Reading<'c, T, S: Storage<Cell = Slot<T>>, L: RawLock> {
    channel: &'c Channel<T, S, L>,
    slot: &'c Slot<T>,
}

impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> Found<'_, T, S, L> {
    #[inline(always)]
    pub(super) const fn new() -> Self {
        Self { value: None, reading: None, missed: 0 }
    }

    #[inline(always)]
    pub(super) fn get(self, cursor: &mut Cursor) -> Result<T, RecvError>
    where
        T: Clone,
    {
        match (self.value, self.reading, self.missed) {
            (Some(value), ..) => Ok(value),
            (None, Some(reading), _) => Ok(reading.clone_value(cursor)),
            (None, None, 0) => Err(RecvError::Closed),
            (None, None, missed) => Err(RecvError::Lagged(missed)),
        }
    }
}

impl<'c, T, S: Storage<Cell = Slot<T>>, L: RawLock> Reading<'c, T, S, L> {
    /// Takes over a pin that was made.
    #[inline(always)]
    pub(super) const fn new(channel: &'c Channel<T, S, L>, slot: &'c Slot<T>) -> Self {
        Self { channel, slot }
    }

    #[inline(always)]
    fn clone_value(self, cursor: &mut Cursor) -> T
    where
        T: Clone,
    {
        // SAFETY: the Slot Rule: this is the pin.
        let pinned = unsafe { self.slot.pinned() };
        let value = pinned.expect("a message that is claimed has a value").clone();
        cursor.advance(&self.channel.storage);
        let this = ManuallyDrop::new(self);
        this.channel.unpin(this.slot, true);
        value
    }
}

impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> Drop for Reading<'_, T, S, L> {
    #[cold]
    fn drop(&mut self) {
        self.channel.unpin(self.slot, false);
    }
}
