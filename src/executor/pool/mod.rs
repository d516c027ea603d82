//! Tasks on several threads.

mod builder;
mod global;
mod here;
mod idle;
mod shared;
mod worker;

use core::fmt;
use core::future::Future;
use std::io;
use std::sync::Arc;
use std::thread;
use std::vec::Vec;

use self::here::here;
use self::shared::Shared;
use super::JoinHandle;
use super::task;

pub use self::builder::Builder;
pub use self::global::spawn;

/// How a pool ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Drops all tasks.
    Cancel,
}

/// Polls tasks on several threads.
pub struct ThreadPool {
    shared: Arc<Shared>,
    threads: Vec<thread::JoinHandle<()>>,
}

/// Spawns onto a [`ThreadPool`] from anywhere.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
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

    fn empty(shared: Arc<Shared>) -> Self {
        Self { shared, threads: Vec::new() }
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
        Spawner { shared: self.shared.clone() }
    }

    /// Runs `future` on this thread, as [`block_on`](super::block_on) does.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        super::block_on(future)
    }

    /// Ends the pool.
    pub fn shutdown(mut self, how: Shutdown) {
        let Shutdown::Cancel = how;
        self.end();
    }

    fn end(&mut self) {
        self.shared.close();
        if here(|local| local.is_some_and(|local| Arc::ptr_eq(&local.shared, &self.shared))) {
            return;
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Drop for ThreadPool {
    fn drop(&mut self) {
        self.end();
    }
}

impl Spawner {
    /// A new task.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.shared.spawn(future)
    }
}

impl Shared {
    #[inline]
    fn spawn<F>(self: &Arc<Self>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let shared = self.clone();
        let schedule = move |runnable, info: async_task::ScheduleInfo| {
            shared.schedule(runnable, info.woken_while_running);
        };
        // SAFETY: the future is `Send`, and nothing is borrowed.
        let (runnable, handle) = unsafe { task::spawn(future, schedule) };
        self.schedule(runnable, false);
        handle
    }
}

impl fmt::Debug for ThreadPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadPool")
            .field("threads", &self.shared.seats.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Spawner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spawner").finish_non_exhaustive()
    }
}
