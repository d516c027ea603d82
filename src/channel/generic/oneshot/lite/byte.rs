//! The byte of a lite oneshot, and how it is exchanged.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU8, Ordering};

use super::rmw;
use crate::lock::RawLock;

/// A byte that is read and replaced safely in every flavor: atomically, or under the lock.
///
/// Who leaves does so by the *Last Step* of [`State`](crate::lock::State): hence the cell.
pub(super) struct Byte<L>(UnsafeCell<Parts<L>>);

struct Parts<L> {
    byte: AtomicU8,
    lock: L,
}

// SAFETY: a shared byte gives away shared references to its parts, and nothing else.
unsafe impl<L: Sync> Sync for Byte<L> {}

impl<L: RawLock> Byte<L> {
    const ATOMIC: bool = L::LOCK_FREE && rmw::EXISTS;

    pub(super) const fn new(value: u8) -> Self {
        Self(UnsafeCell::new(Parts { byte: AtomicU8::new(value), lock: L::NEW }))
    }

    #[inline(always)]
    const fn parts(&self) -> (&AtomicU8, &L) {
        // SAFETY: nobody makes a `&mut Parts`, except by `&mut self`.
        let Parts { byte, lock } = unsafe { &*self.0.get() };
        (byte, lock)
    }

    // Why under the lock, where a load is atomic anyway? Who sees that the other has left may free the
    // lock, too: the other must have released it.

    #[inline(always)]
    pub(super) fn load(&self) -> u8 {
        let (byte, lock) = self.parts();
        let load = || byte.load(Ordering::Acquire);
        if Self::ATOMIC { load() } else { lock.with(load) }
    }

    /// Replaces `old` by `new`, or tells what is there instead.
    #[inline(always)]
    pub(super) fn exchange(&self, old: u8, new: u8) -> Result<(), u8> {
        let (byte, lock) = self.parts();
        if Self::ATOMIC {
            return rmw::exchange(byte, old, new);
        }
        lock.with(|| {
            let now = byte.load(Ordering::Acquire);
            if now != old {
                return Err(now);
            }
            byte.store(new, Ordering::Release);
            Ok(())
        })
    }

    /// Writes, where nobody else does.
    #[inline(always)]
    pub(super) fn store(&self, value: u8) {
        self.parts().0.store(value, Ordering::Release);
    }
}

impl<L> Byte<L> {
    /// The byte, which nobody else can touch.
    pub(super) fn get_mut(&mut self) -> &mut u8 {
        self.0.get_mut().byte.get_mut()
    }
}
