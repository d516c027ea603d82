//! Until all workers are done.

use core::fmt;

use super::event::Wait;
use super::latch::MOST;
use crate::lock::RawLock;
use crate::wait::{Acquire, Change, Handle, Primitive, WaitQueue, Zero};

/// A counter that goes up as work starts and down as it ends; who waits goes on when it is zero.
///
/// Use it to wait until all of a changing number of workers are done.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::WaitGroup;
///
/// let group = WaitGroup::new();
/// std::thread::scope(|s| {
///     for _ in 0..3 {
///         let worker = group.worker();
///         s.spawn(move || drop(worker)); // the work is done
///     }
///     block_on(group.wait());
/// });
/// ```
///
/// # Cancel safety
///
/// Strict: there is nothing to lose.
///
/// # Deadlocks
///
/// A worker that waits for its own group waits for itself. Work that is added while the group
/// comes to zero in another thread may make some of those who wait stay for that work, too.
///
/// # Cost
///
/// As a [`Latch`](super::Latch).
pub struct WaitGroup<L> {
    queue: WaitQueue<Zero, L>,
}

// SAFETY: the queue is the field.
unsafe impl<L: RawLock> Primitive for WaitGroup<L> {
    type Policy = Zero;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Zero, L> {
        &self.queue
    }
}

impl<L: RawLock> WaitGroup<L> {
    /// A group without workers.
    pub const fn new() -> Self {
        Self { queue: WaitQueue::new(0) }
    }

    /// Adds `n` to the counter; each needs a [`done`](Self::done).
    ///
    /// # Panics
    ///
    /// If the counter exceeds 2^59 - 1 (2^27 - 1 on 32-bit targets).
    pub fn add(&self, n: usize) {
        let sum = |count: usize| count.checked_add(n).filter(|sum| *sum <= MOST);
        assert!(self.queue.change(Change::Nobody, sum).is_ok(), "too many workers in a wait group");
    }

    /// Takes one off the counter.
    ///
    /// # Panics
    ///
    /// If it is 0 already.
    pub fn done(&self) {
        match self.queue.change(Change::Nobody, |count| count.checked_sub(1)) {
            Ok(1) => self.queue.serve_all(),
            Ok(_) => {}
            Err(_) => panic!("`done` without an `add` before it"),
        }
    }

    /// Adds a worker, who is done when the value is dropped.
    ///
    /// # Panics
    ///
    /// If the counter exceeds 2^59 - 1 (2^27 - 1 on 32-bit targets).
    pub fn worker(&self) -> Worker<&Self> {
        Worker::new(self)
    }

    /// How many workers there are.
    pub fn count(&self) -> usize {
        self.queue.state()
    }

    /// Waits until there are no workers.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    #[inline]
    pub const fn wait(&self) -> Wait<&Self> {
        Acquire::of(self, ())
    }
}

impl<L: RawLock> Default for WaitGroup<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock> fmt::Debug for WaitGroup<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitGroup").field("count", &self.count()).finish()
    }
}

/// A handle of a [`WaitGroup`].
pub trait WaitGroupHandle: Handle {
    #[doc(hidden)]
    fn done(&self);
}

impl<H: Handle<Target = WaitGroup<L>>, L: RawLock> WaitGroupHandle for H {
    fn done(&self) {
        self.target().done();
    }
}

/// A worker of a [`WaitGroup`]: dropping it says that its work is done.
#[must_use = "a worker that is dropped at once is done at once"]
pub struct Worker<H: WaitGroupHandle> {
    handle: H,
}

impl<H: Handle<Target = WaitGroup<L>>, L: RawLock> Worker<H> {
    pub(crate) fn new(handle: H) -> Self {
        handle.target().add(1);
        Self { handle }
    }
}

impl<H: WaitGroupHandle> Drop for Worker<H> {
    fn drop(&mut self) {
        self.handle.done();
    }
}

impl<H: WaitGroupHandle> fmt::Debug for Worker<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}
