//! A mutex for threads.

use core::cell::Cell;
use core::sync::atomic::{AtomicU32, Ordering};

use critical_section::Mutex;
use lock_api::GuardNoSend;

/// Who finds it locked lets others run until it is not. No handler may lock it, as it cannot give way: that is so
/// in every RTOS.
pub(crate) struct RawMutex {
    locked: Mutex<Cell<bool>>,
}

static CONTENDED: AtomicU32 = AtomicU32::new(0);

impl RawMutex {
    /// How often a thread found one locked.
    pub(crate) fn contended() -> u32 {
        CONTENDED.load(Ordering::Relaxed)
    }
}

// SAFETY: `locked` is tested and set in a critical section, so one at a time finds it unlocked.
unsafe impl lock_api::RawMutex for RawMutex {
    #[allow(clippy::declare_interior_mutable_const, reason = "a constructor, as lock_api has it")]
    const INIT: Self = Self { locked: Mutex::new(Cell::new(false)) };
    type GuardMarker = GuardNoSend;

    fn lock(&self) {
        while !self.try_lock() {
            CONTENDED.store(Self::contended() + 1, Ordering::Relaxed);
            super::give_way();
        }
    }

    fn try_lock(&self) -> bool {
        critical_section::with(|section| !self.locked.borrow(section).replace(true))
    }

    unsafe fn unlock(&self) {
        critical_section::with(|section| self.locked.borrow(section).set(false));
    }
}
