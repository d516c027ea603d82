//! A waker like that of a real task: counted, and told apart from others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Wake, Waker};

/// Counts how often it was woken. The counter is written without a read-modify-write, for one
/// thread at a time.
#[derive(Default)]
pub(crate) struct Wakes(AtomicU64);

impl Wakes {
    /// A new counter and a waker that counts.
    pub(crate) fn new() -> (Arc<Self>, Waker) {
        let wakes = Arc::new(Self::default());
        (Arc::clone(&wakes), wakes.into())
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(self.get() + 1, Ordering::Relaxed);
    }
}
