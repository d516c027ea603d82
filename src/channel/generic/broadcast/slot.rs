//! A slot: a message, how many must still see it, and how many are cloning it now.

use core::cell::{Cell, UnsafeCell};
use core::fmt;

use crate::channel::Blank;

/// A place for a message of a broadcast channel.
///
/// # The Slot Rule
///
/// *Slots are touched by whoever has the lock of the channel. While a slot is pinned its value stays as it
/// is, and those who have a pin read it without the lock.*
pub struct Slot<T> {
    /// The number of the message that was put in last; 0 if there was none.
    pub(super) number: Cell<u64>,
    /// How many receivers must still see it; says nothing once the message is overwritten.
    pub(super) claims: Cell<usize>,
    /// How many receivers read the value without the lock.
    pins: Cell<usize>,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the Slot Rule: the cells have the lock, the value has the lock or pins. Receivers read a value
// at the same time, hence `T: Sync`; any of them may take it out, hence `T: Send`.
unsafe impl<T: Send + Sync> Sync for Slot<T> {}

impl<T> Blank for Slot<T> {
    const BLANK: Self = Self {
        number: Cell::new(0),
        claims: Cell::new(0),
        pins: Cell::new(0),
        value: UnsafeCell::new(None),
    };
}

impl<T> Slot<T> {
    /// The value of a slot that the caller has pinned.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: the caller has a pin as long as the value is borrowed.
    #[inline(always)]
    pub(super) unsafe fn pinned(&self) -> Option<&T> {
        // SAFETY: the Slot Rule: nobody changes it.
        unsafe { &*self.value.get() }.as_ref()
    }

    // What follows is for those who have the lock.

    #[inline(always)]
    pub(super) fn is_pinned(&self) -> bool {
        self.pins.get() > 0
    }

    #[inline(always)]
    pub(super) fn pin(&self) {
        self.pins.set(self.pins.get() + 1);
    }

    #[inline(always)]
    pub(super) fn unpin(&self) {
        self.pins.set(self.pins.get() - 1);
    }

    #[inline(always)]
    pub(super) fn claim(&self) {
        self.claims.set(self.claims.get() + 1);
    }

    #[inline(always)]
    pub(super) fn unclaim(&self) {
        self.claims.set(self.claims.get() - 1);
    }

    /// Puts another value in, or none, and returns what was there.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: the caller has the lock, and the slot is not pinned.
    #[inline(always)]
    pub(super) unsafe fn replace(&self, value: Option<T>) -> Option<T> {
        debug_assert!(!self.is_pinned(), "a value was replaced that somebody reads");
        // SAFETY: the Slot Rule: nobody else reaches it.
        core::mem::replace(unsafe { &mut *self.value.get() }, value)
    }
}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot(..)")
    }
}
