//! Tasks on several threads.

mod builder;
mod global;
mod here;
mod idle;
mod injector;
mod item;
mod member;
mod ring;
mod shared;
mod spawner;
mod state;
mod sync;
mod worker;

use core::fmt;
use core::future::Future;
use core::time::Duration;
use std::io;
use std::sync::Arc;
use std::thread;
use std::vec::Vec;

use self::shared::Shared;
use self::state::Phase;
use super::JoinHandle;

pub use self::builder::Builder;
pub use self::global::spawn;
pub use self::spawner::Spawner;

/// Polls tasks on several threads.
pub struct ThreadPool {
    shared: Arc<Shared>,
    threads: Vec<thread::JoinHandle<()>>,
}

/// How a pool ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Drops all tasks.
    Cancel,
    /// Waits until no task is left, at most so long, and drops those that are.
    Wait(Duration),
}

impl ThreadPool {
    /// A pool with as many threads as the machine runs at a time.
    ///
    /// # Errors
    ///
    /// If a thread cannot be started.
    pub fn new() -> io::Result<Self> {
        Self::builder().build()
    }

    /// Makes a pool to measure.
    pub fn builder() -> Builder {
        Builder::new()
    }

    fn new_empty(shared: &Arc<Shared>) -> Self {
        Self { shared: shared.clone(), threads: Vec::new() }
    }

    fn add(&mut self, thread: thread::JoinHandle<()>) {
        self.threads.push(thread);
    }

    /// A new task.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.shared.spawn(future)
    }

    /// Spawns onto this pool from anywhere.
    pub fn spawner(&self) -> Spawner {
        Spawner::new(&self.shared)
    }

    /// Runs `future` on this thread, as [`block_on`](super::block_on) does.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        super::block_on(future)
    }

    /// Ends the pool.
    pub fn shutdown(self, how: Shutdown) {
        if let (Shutdown::Wait(limit), false) = (how, self.is_here()) {
            self.shared.advance(Phase::Draining);
            self.shared.drained.wait(limit);
        }
    }

    /// Whether this is one of the pool's threads.
    fn is_here(&self) -> bool {
        let here = thread::current().id();
        self.threads.iter().any(|thread| thread.thread().id() == here)
    }
}

impl Drop for ThreadPool {
    fn drop(&mut self) {
        self.shared.advance(Phase::Closing);
        // A thread cannot wait for itself; and if it waited for the others, they could not for it.
        if !self.is_here() {
            for thread in self.threads.drain(..) {
                // It ends well: see `Local::main`.
                let _ = thread.join();
            }
        }
    }
}

impl fmt::Debug for ThreadPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadPool").field("threads", &self.threads.len()).finish_non_exhaustive()
    }
}
