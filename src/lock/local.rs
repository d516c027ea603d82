//! One thread: a flag that catches re-entry.

use core::cell::Cell;

use super::RawLock;

/// The lock of the *local* flavor: no atomics, not `Sync`; re-entry panics.
#[derive(Debug)]
pub struct LocalLock {
    entered: Cell<bool>,
}

/// Says that nobody is inside any more, also when the closure panicked.
pub(super) struct Leave<'a>(pub(super) &'a Cell<bool>);

impl Drop for Leave<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        self.0.set(false);
    }
}

#[cold]
#[inline(never)]
pub(super) fn reentered() -> ! {
    panic!("a wakeful lock was entered again by the closure that runs under it")
}

// SAFETY: the type is not `Sync`, so only re-entry could break exclusion, and the flag turns that
// into a panic. `Leave` releases the lock when the closure panics.
unsafe impl RawLock for LocalLock {
    const NEW: Self = Self { entered: Cell::new(false) };
    type Counter = Cell<usize>;

    #[inline(always)]
    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        if self.entered.replace(true) {
            reentered();
        }
        let _leave = Leave(&self.entered);
        f()
    }
}
