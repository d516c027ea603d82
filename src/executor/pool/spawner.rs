//! Who spawns.

use core::fmt;
use core::future::Future;
use std::sync::Arc;

use super::shared::Shared;
use crate::executor::JoinHandle;

/// Spawns onto a [`ThreadPool`](super::ThreadPool), from its tasks or from anywhere.
///
/// It does not keep the pool running: what is spawned after the pool's end is dropped at once.
///
/// # Examples
///
/// ```
/// use wakeful::executor::ThreadPool;
///
/// let pool = ThreadPool::builder().threads(1).build()?;
/// let spawner = pool.spawner();
/// let thread = std::thread::spawn(move || spawner.spawn(async { 1 }));
/// assert_eq!(pool.block_on(thread.join().unwrap()).unwrap(), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Cost
///
/// A clone is a count that all clones share: on a hot path, move one along.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

impl Spawner {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: shared.clone() }
    }

    /// Spawns a task: from now on, `future` is polled whether or not somebody waits for it.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.shared.spawn(future)
    }
}

impl fmt::Debug for Spawner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spawner").finish_non_exhaustive()
    }
}
