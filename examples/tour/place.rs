//! Where tasks run, and where work that blocks is done.

use std::future::Future;
use std::io;

use wakeful::executor::{JoinHandle, LocalExecutor, ThreadPool, unblock};

use crate::allocations::Waits;

/// Who polls the tasks. All of them may go to another thread, whether they have to or not.
#[derive(Debug)]
pub(crate) enum Place {
    /// Several threads.
    Pool(ThreadPool),
    /// The thread that made this.
    Here(LocalExecutor<'static>),
}

/// Where files are read and directories listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocking {
    /// In the task that wants it: a pool has other threads for other tasks.
    InTask,
    /// On threads for it: a thread that is the only one must not be held up.
    Elsewhere,
}

impl Place {
    /// So many threads, or this one alone.
    pub(crate) fn new(threads: Option<usize>) -> io::Result<Self> {
        Ok(match threads {
            Some(threads) => Self::Pool(ThreadPool::builder().threads(threads).build()?),
            None => Self::Here(LocalExecutor::new()),
        })
    }

    pub(crate) fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        match self {
            Self::Pool(pool) => pool.spawn(task),
            Self::Here(executor) => executor.spawn(task),
        }
    }

    /// Runs `future` on this thread, and the tasks meanwhile.
    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        match self {
            Self::Pool(pool) => pool.block_on(future),
            Self::Here(executor) => executor.run(future),
        }
    }

    pub(crate) fn blocking(&self) -> Blocking {
        match self {
            Self::Pool(_) => Blocking::InTask,
            Self::Here(_) => Blocking::Elsewhere,
        }
    }
}

impl Blocking {
    /// Does `work`. To wait for another thread to do it is a wait like others; to hand it over takes an
    /// allocation, before that.
    pub(crate) async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
        waits: &Waits,
    ) -> T {
        match self {
            Self::InTask => work(),
            Self::Elsewhere => waits.of(unblock(work)).await,
        }
    }
}
