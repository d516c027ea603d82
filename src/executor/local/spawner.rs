//! Spawning from inside of tasks.

use alloc::sync::Arc;
use core::cell::UnsafeCell;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;

use super::queue::Queue;
use crate::executor::task::JoinHandle;

/// Spawns tasks on a [`LocalExecutor`](super::LocalExecutor), for as long as that is there.
///
/// Use it in tasks that spawn others: they cannot borrow the executor that they are in.
///
/// # Examples
///
/// ```
/// use wakeful::executor::LocalExecutor;
///
/// let executor = LocalExecutor::new();
/// let spawner = executor.spawner();
/// let outer = executor.spawn(async move {
///     let inner = spawner.spawn(async { 7 });
///     inner.await.unwrap()
/// });
/// assert_eq!(executor.run(outer).unwrap(), 7);
/// ```
#[derive(Clone)]
pub struct LocalSpawner<'a> {
    queue: Arc<Queue>,
    /// As in the executor.
    tasks: PhantomData<(UnsafeCell<&'a ()>, *mut ())>,
}

impl<'a> LocalSpawner<'a> {
    pub(super) const fn new(queue: Arc<Queue>) -> Self {
        Self { queue, tasks: PhantomData }
    }

    /// Makes a task of `future`. If the executor is gone, or is being dropped, the task is dropped at once, and its
    /// handle says that it was cancelled.
    pub fn spawn<F: Future + 'a>(&self, future: F) -> JoinHandle<F::Output> {
        // SAFETY: what the future borrows outlives `'a`, and so the executor, whose drop closes the queue.
        unsafe { self.queue.spawn(future) }
    }
}

impl fmt::Debug for LocalSpawner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalSpawner").finish_non_exhaustive()
    }
}
