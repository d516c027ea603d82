//! How many workers are awake, and who finds that no task is left.
//!
//! Only a worker that is awake takes tasks, and makes others. So if none is, and there is no task, then none comes
//! from the pool itself. To see that there is none takes several looks: one who wakes meanwhile may move tasks
//! from where it was not looked yet to where it was. Therefore the word also counts how often one woke, and what
//! was seen counts if nobody did; who did looks again before it sleeps.

use super::sync::{AtomicUsize, Ordering};

/// One who wakes, above the count of those who are awake.
const WOKEN: usize = 1 << (usize::BITS / 2);

pub(super) struct Awake(AtomicUsize);

impl Awake {
    /// So many workers, all awake.
    pub(super) const fn new(workers: usize) -> Self {
        Self(AtomicUsize::new(workers))
    }

    /// A worker is to sleep. Whether it is the last one, and `is_empty` while all were about to sleep.
    pub(super) fn sleep(&self, is_empty: impl FnOnce() -> bool) -> bool {
        // ORDERING: SeqCst: of several who are about to sleep, the last sees what the others have done, and whether
        // somebody waits for the end.
        let now = self.0.fetch_sub(1, Ordering::SeqCst) - 1;
        now % WOKEN == 0 && is_empty() && self.0.load(Ordering::SeqCst) == now
    }

    /// A worker that slept takes tasks again.
    pub(super) fn wake(&self) {
        self.0.fetch_add(WOKEN + 1, Ordering::SeqCst);
    }
}
