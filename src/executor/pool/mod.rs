//! Tasks on several threads.

mod awake;
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
use super::driver::blocks;

pub use self::builder::ThreadPoolBuilder;
pub use self::global::spawn;
pub use self::spawner::Spawner;

/// Polls tasks on several threads, which take work from each other.
///
/// Use it where there is more to do than one thread can; for tasks that are not `Send`, use a
/// [`LocalExecutor`](super::LocalExecutor), and for one future [`block_on`](super::block_on). Where one pool
/// for the whole process is enough, there is [`spawn`](super::spawn).
///
/// # Examples
///
/// ```
/// use wakeful::executor::{Shutdown, ThreadPool};
///
/// let pool = ThreadPool::builder().threads(2).build()?;
/// let spawner = pool.spawner();
/// let sum = pool.spawn(async move {
///     let two = spawner.spawn(async { 2 });
///     let three = spawner.spawn(async { 3 });
///     two.await.unwrap() + three.await.unwrap()
/// });
/// assert_eq!(pool.block_on(sum).unwrap(), 5);
/// pool.shutdown(Shutdown::Cancel);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Order and fairness
///
/// A task that is woken, or spawned, on a thread of the pool is polled next on that thread, three times in a
/// row at most; those before it wait in a queue, from which idle threads take half at a time. What comes from
/// elsewhere waits in a queue of the whole pool, into which each thread looks every 61 polls. A task that wakes
/// itself waits behind all others of its thread.
///
/// So a task is polled after no more than `4 n + 2500` polls of one thread, if `n` tasks are ready that are
/// there already; typically after `2 n`. This holds for a thread that polls: the task that was woken last on a thread that
/// spends long in a poll waits for it, others are taken from it. A thread that sleeps in
/// [`block_on`](super::block_on), or waits for the end of another pool, gives it away first.
///
/// # Sleep
///
/// One thread is woken at a time, and wakes the next when it has found work; while one searches, a spawn or a
/// wake costs no system call. A thread searches some microseconds before it sleeps.
///
/// # Panics in tasks
///
/// Are those of their [`JoinHandle`]. No panic, of a task, a destructor, a waker or a hook, ends a thread.
///
/// # The end
///
/// A pool that is dropped is shut down as by [`Shutdown::Cancel`]. After that, wakers and [`Spawner`]s may be
/// used as before: nothing is polled, and what is spawned is dropped, so that its handle resolves to an error. A pool that
/// is forgotten goes on.
///
/// # Deadlocks
///
/// A task that blocks its thread takes a thread away from the pool. If all do so, waiting for tasks of the pool,
/// nobody polls these.
///
/// # Cost
///
/// One allocation per task, and none per wake. A task that is ready when it is first polled is on no list of
/// all tasks; another one is, under a lock that each thread has of its own, from its first poll to its end.
pub struct ThreadPool {
    shared: Arc<Shared>,
    threads: Vec<thread::JoinHandle<()>>,
}

/// How a [`ThreadPool`] ends: see [`ThreadPool::shutdown`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wakeful::executor::{Shutdown, ThreadPool};
///
/// let pool = ThreadPool::builder().threads(1).build()?;
/// pool.spawn(async { println!("to be printed") }).detach();
/// pool.shutdown(Shutdown::Wait(Duration::from_secs(5)));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Drops all tasks, each after the poll that is under way.
    Cancel,
    /// Polls on until no task is left, at most so long, and drops those that are.
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

    /// Makes a pool with threads of another number, or name, or with hooks.
    pub fn builder() -> ThreadPoolBuilder {
        ThreadPoolBuilder::new()
    }

    fn new_empty(shared: &Arc<Shared>) -> Self {
        Self { shared: shared.clone(), threads: Vec::new() }
    }

    fn add(&mut self, thread: thread::JoinHandle<()>) {
        self.threads.push(thread);
    }

    /// Spawns a task: from now on, `future` is polled whether or not somebody waits for it.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.shared.spawn(future)
    }

    /// A handle that spawns onto this pool, for tasks and other threads.
    pub fn spawner(&self) -> Spawner {
        Spawner::new(&self.shared)
    }

    /// Runs `future` on this thread, as [`block_on`](super::block_on) does. What it spawns runs on the pool, whose
    /// threads do not wait for this one.
    ///
    /// On a thread of the pool, this blocks it; the others go on. If there is no other, a future that waits for
    /// tasks of the pool waits for ever.
    ///
    /// # Panics
    ///
    /// If the future does.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        super::block_on(future)
    }

    /// Ends the pool, and returns when its threads have ended and all futures have been dropped.
    ///
    /// It does return, unless a poll, a destructor or a hook does not: a task that wakes itself, or spawns others,
    /// is dropped like any other one. On a thread of the pool itself, it drops all tasks as
    /// [`Shutdown::Cancel`] does, but cannot wait: it returns at once, and the calling task goes on to the end of its
    /// poll. So does the drop of a pool there.
    pub fn shutdown(self, how: Shutdown) {
        if let (Shutdown::Wait(limit), false) = (how, self.is_here()) {
            self.shared.advance(Phase::Draining);
            blocks();
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
            blocks();
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
