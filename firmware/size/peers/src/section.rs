//! A mutex of `lock_api` by critical sections.

use core::cell::Cell;

use critical_section::RestoreState;
use lock_api::{GuardNoSend, RawMutex};

/// Interrupts off while it is locked.
#[derive(Debug)]
pub struct Lock(Cell<RestoreState>);

// SAFETY: the cell is touched only with interrupts off, by the one core.
unsafe impl Sync for Lock {}

// SAFETY: no interrupt handler runs while it is locked, and there is one core.
unsafe impl RawMutex for Lock {
    #[allow(clippy::declare_interior_mutable_const, reason = "a constructor, used as a value")]
    const INIT: Self = Self(Cell::new(RestoreState::invalid()));
    type GuardMarker = GuardNoSend;

    fn lock(&self) {
        // SAFETY: released in `unlock`, and mutexes of others are released before.
        self.0.set(unsafe { critical_section::acquire() });
    }

    fn try_lock(&self) -> bool {
        self.lock();
        true
    }

    unsafe fn unlock(&self) {
        // SAFETY: the state comes from the `acquire` of `lock`.
        unsafe { critical_section::release(self.0.get()) };
    }
}
