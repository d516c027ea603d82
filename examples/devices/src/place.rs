//! Where tasks run.

use std::future::Future;
use std::io;

use wakeful::executor::{JoinHandle, LocalExecutor, ThreadPool};

/// Who polls the tasks: several threads, or the one that made this. Nothing else in this package knows which.
#[derive(Debug)]
pub enum Place {
    /// Several threads.
    Pool(ThreadPool),
    /// The thread that made this.
    Here(LocalExecutor<'static>),
}

impl Place {
    /// So many threads, or this one alone.
    ///
    /// # Errors
    ///
    /// If the threads cannot be started.
    pub fn new(threads: Option<usize>) -> io::Result<Self> {
        Ok(match threads {
            Some(threads) => Self::Pool(ThreadPool::builder().threads(threads).build()?),
            None => Self::Here(LocalExecutor::new()),
        })
    }

    /// Starts a task.
    pub fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        match self {
            Self::Pool(pool) => pool.spawn(task),
            Self::Here(executor) => executor.spawn(task),
        }
    }

    /// Runs `future` on this thread, and the tasks meanwhile.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        match self {
            Self::Pool(pool) => pool.block_on(future),
            Self::Here(executor) => executor.run(future),
        }
    }
}
