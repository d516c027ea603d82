//! A number whose every access loom puts in order.

use std::fmt;

use loom::cell::UnsafeCell;

/// What a primitive guards: two accesses, one of them a write, that no lock, atomic or wake-up
/// orders are a failure of the model.
pub struct Watched(UnsafeCell<u32>);

// SAFETY: loom reports any two accesses that are not ordered, before they are made.
unsafe impl Sync for Watched {}

impl Watched {
    /// A watched number. To be made before the threads that race for it.
    pub fn new(n: u32) -> Self {
        Self(UnsafeCell::new(n))
    }

    /// Reads.
    pub fn get(&self) -> u32 {
        // SAFETY: ordered after every write, or loom has panicked.
        self.0.with(|n| unsafe { *n })
    }

    /// Writes. By `&self`, so that a model can also share it without a guard.
    pub fn set(&self, n: u32) {
        // SAFETY: ordered after every other access, or loom has panicked.
        self.0.with_mut(|slot| unsafe { *slot = n });
    }

    /// Adds one.
    pub fn increment(&self) {
        self.set(self.get() + 1);
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watched(..)")
    }
}
