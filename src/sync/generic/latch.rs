//! Until a counter is down to zero: once, or again and again.

use core::fmt;

use super::event::Wait;
use crate::lock::RawLock;
use crate::wait::{Acquire, Change, Handle, Policy, Primitive, STATE_BITS, WaitQueue};

/// The rules of a [`Latch`] and a [`WaitGroup`]: everybody passes while the state is 0.
#[derive(Debug)]
pub struct Zero;

impl Policy for Zero {
    type Request = ();
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(left: usize, (): ()) -> Option<usize> {
        (left == 0).then_some(left)
    }
}

/// How high a [`Latch`] or a [`WaitGroup`] counts: 2^27 - 1 on 32-bit targets, 2^59 - 1 on 64-bit.
const MOST: usize = (1 << STATE_BITS) - 1;

/// A counter that goes down to zero once; then all who wait go on.
///
/// Use it to wait for a known number of things to happen. If the number is not known beforehand
/// use a [`WaitGroup`]; if those who arrive wait too, a [`Barrier`](super::Barrier).
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
/// As a [`Latch`].
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
