//! Tasks that stay on the thread of the runner.

use core::cell::Cell;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;

use super::StaticExecutor;
use super::cell::TaskCell;
use super::error::SpawnError;
use super::handle::StaticJoinHandle;
use crate::executor::park::Park;
use crate::lock::{RawLock, ThreadSafe};

/// Spawns *local* tasks, which need not be `Send`: they are polled and dropped by the
/// [`run_local`](StaticExecutor::run_local) that gave this away, and are gone when that ends.
///
/// A local task may have it, too, and spawn others.
///
/// It cannot be kept for later, nor be taken to another thread:
///
/// ```compile_fail
/// # use wakeful::executor::{StaticSpawner, StaticExecutor, ThreadPark};
/// # static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
/// let spawner = EXECUTOR.run_local(async |spawner| spawner);
/// ```
///
/// ```compile_fail,E0277
/// # use wakeful::executor::{StaticSpawner, StaticExecutor, ThreadPark};
/// # static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
/// EXECUTOR.run_local(async |spawner| {
///     std::thread::scope(|s| { s.spawn(move || { spawner.executor(); }); });
/// });
/// ```
///
/// And its tasks cannot borrow from the future that runs beside them:
///
/// ```compile_fail,E0597
/// # use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
/// # static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
/// # static CELL: TaskCell<64> = TaskCell::new();
/// EXECUTOR.run_local(async |spawner| {
///     let n = 1;
///     spawner.spawn(&CELL, async { assert_eq!(&n, &1) }).unwrap().detach();
/// });
/// ```
pub struct StaticSpawner<
    'run,
    P: 'static,
    L: RawLock + 'static,
    const N: usize,
    const LEVELS: usize = 1,
> {
    executor: &'static StaticExecutor<P, L, N, LEVELS>,
    run: PhantomData<Run<'run>>,
}

/// `'run` is neither longer nor shorter than it is, and nothing of it goes to another thread.
struct Run<'run>(#[allow(dead_code, reason = "a marker")] *const Cell<&'run ()>);

// The *Local Rule*: a spawner is on the thread of a runner, within `run_local`; `'run` is the time until that
// has ended. Who calls `run_local` is given one for any `'run`, so nothing that knows of it gets out of there.

impl<'run, P, L, const N: usize, const LEVELS: usize> StaticSpawner<'run, P, L, N, LEVELS>
where
    P: Park + Sync + 'static,
    L: ThreadSafe + 'static,
{
    /// # Safety
    ///
    /// The Local Rule.
    pub(super) const unsafe fn new(executor: &'static StaticExecutor<P, L, N, LEVELS>) -> Self {
        Self { executor, run: PhantomData }
    }

    /// Spawns a local task, of the least urgent level.
    ///
    /// # Errors
    ///
    /// The future comes back if the cell is not free, or no slot is, or the `run` is at its end: then a local
    /// task that is dropped tries to spawn another.
    pub fn spawn<F: Future + 'run, const SIZE: usize>(
        self,
        cell: &'static TaskCell<L, SIZE>,
        future: F,
    ) -> Result<StaticJoinHandle<F::Output, L>, SpawnError<F>> {
        self.spawn_at(LEVELS - 1, cell, future)
    }

    /// Spawns a local task of this level.
    ///
    /// # Errors
    ///
    /// As of [`spawn`](Self::spawn).
    ///
    /// # Panics
    ///
    /// If there is no such level.
    pub fn spawn_at<F: Future + 'run, const SIZE: usize>(
        self,
        level: usize,
        cell: &'static TaskCell<L, SIZE>,
        future: F,
    ) -> Result<StaticJoinHandle<F::Output, L>, SpawnError<F>> {
        // The Local Rule: this is the thread of the runner.
        if self.executor.roster.closing.get() {
            return Err(SpawnError::Ended(future));
        }
        // SAFETY: the Local Rule: what lives for `'run` is there until `run` has ended.
        unsafe { self.executor.put(level, cell, future, true) }
    }

    /// The executor.
    pub const fn executor(self) -> &'static StaticExecutor<P, L, N, LEVELS> {
        self.executor
    }
}

impl<P, L: RawLock, const N: usize, const LEVELS: usize> Clone
    for StaticSpawner<'_, P, L, N, LEVELS>
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<P, L: RawLock, const N: usize, const LEVELS: usize> Copy
    for StaticSpawner<'_, P, L, N, LEVELS>
{
}

impl<P, L: RawLock, const N: usize, const LEVELS: usize> fmt::Debug
    for StaticSpawner<'_, P, L, N, LEVELS>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaticSpawner(..)")
    }
}
