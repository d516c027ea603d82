//! Until a counter is down to zero.

use core::fmt;

use super::event::Wait;
use crate::lock::RawLock;
use crate::wait::{Acquire, Change, Primitive, STATE_BITS, WaitQueue, Zero};

/// How high a [`Latch`] or a [`WaitGroup`](super::WaitGroup) counts: 2^27 - 1 on 32-bit targets, 2^59 - 1 on 64-bit.
pub(super) const MOST: usize = (1 << STATE_BITS) - 1;

/// A counter that goes down to zero once; then all who wait go on.
///
/// Use it to wait for a known number of things to happen. If the number is not known beforehand
/// use a [`WaitGroup`](super::WaitGroup); if those who arrive wait too, a [`Barrier`](super::Barrier).
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::Latch;
///
/// let loaded = Latch::new(3);
/// std::thread::scope(|s| {
///     for _ in 0..3 {
///         s.spawn(|| loaded.count_down());
///     }
///     block_on(loaded.wait());
/// });
/// ```
///
/// # Cancel safety
///
/// Strict: there is nothing to lose.
///
/// # Cost
///
/// Three words; the future is six at most. A `count_down` is one atomic read-modify-write.
pub struct Latch<L> {
    queue: WaitQueue<Zero, L>,
}

// SAFETY: the queue is the field.
unsafe impl<L: RawLock> Primitive for Latch<L> {
    type Policy = Zero;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Zero, L> {
        &self.queue
    }
}

impl<L: RawLock> Latch<L> {
    /// A latch that opens after `count` steps.
    ///
    /// # Panics
    ///
    /// If `count` is above 2^59 - 1 (2^27 - 1 on 32-bit targets).
    pub const fn new(count: usize) -> Self {
        assert!(count <= MOST, "a latch counts to 2^59 - 1 at most (2^27 - 1 on 32-bit targets)");
        Self { queue: WaitQueue::new(count) }
    }

    /// One step down. On an open latch this does nothing.
    #[inline]
    pub fn count_down(&self) {
        if self.queue.change(Change::Nobody, |left| left.checked_sub(1)) == Ok(1) {
            self.queue.serve_all();
        }
    }

    /// How many steps are left.
    pub fn count(&self) -> usize {
        self.queue.state()
    }

    /// Whether the latch is open.
    pub fn is_open(&self) -> bool {
        self.count() == 0
    }

    /// Waits until the latch is open.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    #[inline]
    pub const fn wait(&self) -> Wait<&Self> {
        Acquire::of(self, ())
    }
}

impl<L: RawLock> fmt::Debug for Latch<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Latch").field("count", &self.count()).finish()
    }
}
