//! A pool of threads for work that blocks.

use alloc::sync::Arc;
use core::fmt;
use std::sync::LazyLock;

use super::threads::Threads;
use super::{BlockingPoolBuilder, Unblock, UnblockIter};

/// Threads for work that blocks, apart from those of [`unblock`](super::unblock).
///
/// Use one to limit how many calls of one kind run at a time, or to keep slow ones away from the others: four
/// threads for the database, one for a library that is not thread-safe. Else call
/// [`unblock`](super::unblock).
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wakeful::executor::{BlockingPool, block_on};
/// use wakeful::future::Join;
///
/// let pool = BlockingPool::builder().threads(2).keep_alive(Duration::from_secs(1)).build();
/// let read = |file: &'static str| pool.unblock(move || std::fs::read_to_string(file));
/// let (manifest, nothing) = block_on((read("Cargo.toml"), read("no/such/file")).join());
/// assert!(manifest.is_ok() && nothing.is_err());
/// assert!(pool.threads() <= 2);
/// ```
///
/// # Threads
///
/// A thread is started when there is work and all others are busy, up to the limit; then work waits for
/// the first who is done. Of those that sleep the last one is woken first, so that the others end when
/// they have slept for [`keep_alive`](BlockingPoolBuilder::keep_alive). A thread outlives any panic.
///
/// Dropped, a pool takes no more work; what it was given is still done, then its threads end. The drop
/// does not wait for that.
///
/// # Deadlocks
///
/// Closures that wait for others of the same pool may fill all of its threads, and wait for ever.
///
/// # Cost
///
/// A call is one allocation, and two passes under the lock of the pool. Who gives work wakes a thread only if all
/// that are awake are busy, and none is on its way; or few are, and many calls wait.
pub struct BlockingPool {
    threads: Arc<Threads>,
}

impl BlockingPool {
    /// A pool of 500 threads at most, which end after 10 seconds without work. None is started before
    /// there is work.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// A pool to be.
    pub const fn builder() -> BlockingPoolBuilder {
        BlockingPoolBuilder::new()
    }

    pub(super) fn of(threads: Threads) -> Self {
        Self { threads: Arc::new(threads) }
    }

    /// Runs `closure` on a thread of this pool; see [`unblock`](super::unblock).
    pub fn unblock<T, F>(&self, closure: F) -> Unblock<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Unblock::new(&self.threads, closure)
    }

    /// Runs an iterator on threads of this pool; see [`unblock_iter`](super::unblock_iter).
    pub fn unblock_iter<I>(&self, iterator: I) -> UnblockIter<I::Item>
    where
        I: Iterator<Item: Send> + Send + 'static,
    {
        UnblockIter::new(&self.threads, iterator)
    }

    /// How many threads there are now.
    pub fn threads(&self) -> usize {
        self.threads.count()
    }
}

impl Default for BlockingPool {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for BlockingPool {
    fn drop(&mut self) {
        self.threads.close();
    }
}

impl fmt::Debug for BlockingPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingPool").field("threads", &self.threads()).finish_non_exhaustive()
    }
}

/// The pool of the free functions.
pub(super) fn global() -> &'static Arc<Threads> {
    static POOL: LazyLock<BlockingPool> = LazyLock::new(BlockingPool::new);
    &POOL.threads
}
