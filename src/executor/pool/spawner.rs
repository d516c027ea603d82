//! Who spawns.

use core::fmt;
use core::future::Future;
use std::sync::Arc;

use super::shared::Shared;
use crate::executor::JoinHandle;

/// Spawns onto a [`ThreadPool`](super::ThreadPool) from anywhere.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

impl Spawner {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: shared.clone() }
    }

    /// A new task.
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
