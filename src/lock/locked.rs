//! A value behind a lock.

use core::cell::UnsafeCell;
use core::fmt;

use super::RawLock;

/// A value that is reached only with its lock held.
///
/// # Examples
///
/// ```
/// use wakeful::lock::{LocalLock, Locked};
///
/// let total: Locked<u32, LocalLock> = Locked::new(1);
/// total.with(|n| *n += 1);
/// assert_eq!(total.with(|n| *n), 2);
/// ```
///
/// # Panics and deadlocks
///
/// `with` inside of `with` on the same value panics ([`LocalLock`](super::LocalLock),
/// `CriticalSectionLock`) or never returns (the others). So keep to what is short and your own:
/// no waker, no destructor and no clone of somebody else's type belongs in there.
pub struct Locked<T, L> {
    lock: L,
    value: UnsafeCell<T>,
}

// SAFETY: `with` hands the value to one caller at a time, so sharing the cell moves the value
// between threads (`T: Send`) and shares the lock (`L: Sync`); it never shares the value.
unsafe impl<T: Send, L: Sync> Sync for Locked<T, L> {}

impl<T, L: RawLock> Locked<T, L> {
    /// A value with an unlocked lock.
    pub const fn new(value: T) -> Self {
        Self { lock: L::NEW, value: UnsafeCell::new(value) }
    }

    /// Runs `f` on the value with the lock held.
    #[inline(always)]
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: `RawLock`: no other closure runs under this lock, not even one nested in `f`.
        self.lock.with(|| f(unsafe { &mut *self.value.get() }))
    }

    /// The lock itself, for the operations on the word beside it.
    #[inline(always)]
    pub const fn lock(&self) -> &L {
        &self.lock
    }
}

impl<T, L> fmt::Debug for Locked<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locked").finish_non_exhaustive()
    }
}
