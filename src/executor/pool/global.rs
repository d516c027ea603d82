//! The pool of the process.

use core::future::Future;
use std::sync::OnceLock;

use super::ThreadPool;
use crate::executor::JoinHandle;

static POOL: OnceLock<ThreadPool> = OnceLock::new();

/// Spawns `future` on a [`ThreadPool`] of the whole process, which is started by the first call.
///
/// # Panics
///
/// If the threads cannot be started; the next call tries again.
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    POOL.get_or_init(|| ThreadPool::new().expect("the threads of the pool start")).spawn(future)
}
