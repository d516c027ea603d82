//! The byte of a lite oneshot, and how it is exchanged.

use core::sync::atomic::{AtomicU8, Ordering};

use super::rmw;
use crate::lock::RawLock;

/// A byte that is read and replaced safely in every flavor: atomically, or under the lock.
pub(super) struct Byte<L> {
    byte: AtomicU8,
    lock: L,
}

impl<L: RawLock> Byte<L> {
    const ATOMIC: bool = L::LOCK_FREE && rmw::EXISTS;

    pub(super) const fn new(value: u8) -> Self {
        Self { byte: AtomicU8::new(value), lock: L::NEW }
    }

    // Why under the lock, where a load is atomic anyway? Who sees that the other has left may free the
    // lock, too: the other must have released it.

    #[inline(always)]
    pub(super) fn load(&self) -> u8 {
        let load = || self.byte.load(Ordering::Acquire);
        if Self::ATOMIC { load() } else { self.lock.with(load) }
    }

    /// Replaces `old` by `new`, or tells what is there instead.
    #[inline(always)]
    pub(super) fn exchange(&self, old: u8, new: u8) -> Result<(), u8> {
        if Self::ATOMIC {
            return rmw::exchange(&self.byte, old, new);
        }
        self.lock.with(|| {
            let now = self.byte.load(Ordering::Acquire);
            if now != old {
                return Err(now);
            }
            self.byte.store(new, Ordering::Release);
            Ok(())
        })
    }

    /// Writes, where nobody else does.
    #[inline(always)]
    pub(super) fn store(&self, value: u8) {
        self.byte.store(value, Ordering::Release);
    }
}

impl<L> Byte<L> {
    /// The byte, which nobody else can touch.
    pub(super) fn get_mut(&mut self) -> &mut u8 {
        self.byte.get_mut()
    }
}
