//! One clock for all threads: no two stamps are the same.

use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Debug, Default)]
pub(crate) struct Clock(AtomicUsize);

// ORDERING: an operation that begins after another ended sees what that one did: its first stamp
// acquires what the other's last stamp released. Operations that overlap are not ordered by their
// stamps, so the clock hides no ordering that the channel lacks.
impl Clock {
    /// An operation begins.
    pub(crate) fn begin(&self) -> usize {
        self.0.fetch_add(1, Ordering::Acquire)
    }

    /// An operation has ended.
    pub(crate) fn end(&self) -> usize {
        self.0.fetch_add(1, Ordering::Release)
    }
}
