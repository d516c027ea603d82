//! Bare metal: interrupts off for a few instructions.

use core::cell::Cell;
use core::fmt;

use super::local::{Leave, reentered};
use super::{LoadStore, RawLock, ThreadSafe};

/// The lock of the *critical* flavor: a critical section of the
/// [`critical-section`](https://docs.rs/critical-section) crate, for which your board, RTOS or
/// `std` gives the implementation. Safe against threads and interrupt handlers; needs no atomics.
pub struct CriticalSectionLock {
    entered: Cell<bool>,
}

// SAFETY: the cell is touched only inside a critical section.
unsafe impl Sync for CriticalSectionLock {}

// SAFETY: critical sections exclude every other thread and interrupt handler, but may nest; the
// flag turns nesting on the same lock into a panic. `Leave` releases the lock on a panic.
unsafe impl RawLock for CriticalSectionLock {
    const NEW: Self = Self { entered: Cell::new(false) };
    type Counter = LoadStore;

    #[inline(always)]
    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        critical_section::with(|_| {
            if self.entered.replace(true) {
                reentered();
            }
            let _leave = Leave(&self.entered);
            f()
        })
    }
}

impl ThreadSafe for CriticalSectionLock {}

// By hand: a derived one would read the cell outside of a critical section.
impl fmt::Debug for CriticalSectionLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CriticalSectionLock(..)")
    }
}
