//! Many tasks on one thread.

#[cfg_attr(feature = "std", path = "aside/std.rs")]
#[cfg_attr(not(feature = "std"), path = "aside/core.rs")]
mod aside;
#[cfg_attr(feature = "std", path = "current/std.rs")]
#[cfg_attr(not(feature = "std"), path = "current/core.rs")]
mod current;
mod far;
mod part;
mod queue;
#[cfg(feature = "std")]
mod run;
mod run_until;
mod runners;
mod seated;
mod spawner;
#[cfg_attr(feature = "std", path = "thread/std.rs")]
#[cfg_attr(not(feature = "std"), path = "thread/core.rs")]
mod thread;
mod words;

use alloc::sync::Arc;
use core::cell::{OnceCell, UnsafeCell};
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::task::Waker;

use self::aside::aside;
use self::queue::Queue;
use self::runners::Runners;
use super::block_on_with::{SharedPark, block_on_with};
use super::task::JoinHandle;

pub use self::run_until::RunUntil;
pub use self::spawner::LocalSpawner;

pub(super) use self::part::Part;

/// Runs many tasks on one thread. They need not be `Send`, and may borrow whatever outlives the executor.
///
/// Use it where one thread does the work: for what is not `Send`, for a shard of its own per thread, inside
/// of somebody else's executor ([`run_until`](Self::run_until)). To use all processors, use a `ThreadPool`.
///
/// # Examples
///
/// ```
/// use std::cell::Cell;
/// use wakeful::executor::LocalExecutor;
///
/// let total = Cell::new(0);
/// let executor = LocalExecutor::new();
/// executor.run(async {
///     let tasks = [1, 2, 3].map(|n| {
///         let total = &total;
///         executor.spawn(async move { total.set(total.get() + n) })
///     });
///     for task in tasks {
///         task.await.unwrap();
///     }
/// });
/// assert_eq!(total.get(), 6);
/// ```
///
/// # Fairness
///
/// Tasks are polled in the order in which they were woken, each once for all wakes that came since its last
/// poll. A task that wakes itself goes to the end of the queue. [`run`](Self::run) looks at its own future and at what
/// other threads woke after 64 polls at the latest, and at timers after 96.
///
/// # Wakes
///
/// Wakers may be sent to other threads, and kept for ever. A wake on the executor's own thread is a few loads
/// and stores; on another one two atomic read-modify-writes, and one more for the first since the executor
/// looked. (Without `std` all wakes are like that: nobody knows which thread it is.) No wake allocates, and
/// none looks at any other task.
///
/// # Drop
///
/// Drops all tasks that are left, here; their handles resolve to an error that
/// [is cancelled](super::JoinError::is_cancelled). A task that is never woken again stays until then. An executor
/// that is forgotten drops nothing, and polls nothing.
///
/// # Panics
///
/// A panic of a task is the error of its [`JoinHandle`]. One of a *waker* that waits for such a handle goes on out
/// of the method that polled the task, when all is in order. Without `std`, a panic of a task goes the same
/// way: the task is dropped, and its handle says that it was cancelled.
///
/// # Cost
///
/// One allocation for a task (two if its future is larger than 2 KiB), none for a poll or a wake. An executor
/// that has no tasks yet allocates nothing.
pub struct LocalExecutor<'a> {
    shared: OnceCell<Arc<Queue>>,
    runners: Runners,
    /// Tasks of any lifetime from `'a` on come in, and they stay on this thread.
    tasks: PhantomData<(UnsafeCell<&'a ()>, *mut ())>,
}

// A task that panics, or a waker, leaves all in order.
impl UnwindSafe for LocalExecutor<'_> {}
impl RefUnwindSafe for LocalExecutor<'_> {}

impl<'a> LocalExecutor<'a> {
    /// An executor without tasks.
    pub const fn new() -> Self {
        Self { shared: OnceCell::new(), runners: Runners::new(), tasks: PhantomData }
    }

    fn queue(&self) -> &Arc<Queue> {
        self.shared.get_or_init(|| Arc::new(Queue::new()))
    }

    /// Makes a task of `future`. It is polled when the executor runs.
    ///
    /// Tasks that spawn others use a [`LocalSpawner`].
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::LocalExecutor;
    ///
    /// let executor = LocalExecutor::new();
    /// let task = executor.spawn(async { "done" });
    /// assert_eq!(executor.run(task).unwrap(), "done");
    /// ```
    pub fn spawn<F: Future + 'a>(&self, future: F) -> JoinHandle<F::Output> {
        // SAFETY: what the future borrows outlives `'a`; the drop of this closes the queue before.
        unsafe { self.queue().spawn(future) }
    }

    /// What spawns tasks here, for tasks.
    pub fn spawner(&self) -> LocalSpawner<'a> {
        LocalSpawner::new(self.queue().clone())
    }

    /// A future that runs the tasks while it is polled, until `future` is ready: for other executors.
    ///
    /// Each poll polls `future`, and then at most 64 tasks. Several may wait at the same time: the one that was polled
    /// last is woken for the tasks, so each is to be polled or dropped when it was woken.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::{LocalExecutor, block_on};
    ///
    /// let executor = LocalExecutor::new();
    /// let task = executor.spawn(async { 7 });
    /// assert_eq!(block_on(executor.run_until(task)).unwrap(), 7);
    /// ```
    ///
    /// # Timers
    ///
    /// The thread that polls this may sleep where nobody looks at timers: those of the tasks, and whatever else
    /// this thread would serve, are left to the thread `wakeful-driver`. Not so in [`run`](Self::run).
    ///
    /// # Cancel safety
    ///
    /// That of `future`. The tasks stay.
    ///
    /// # Panics
    ///
    /// If polled after it completed; or if timers of the tasks need the thread that serves them, and it cannot be
    /// started.
    pub fn run_until<'e, F: Future>(&'e self, future: F) -> RunUntil<'e, 'a, F> {
        RunUntil::new(self, future)
    }

    /// Runs `future` and the tasks on the current thread until `future` is ready, and sleeps by `park`
    /// meanwhile: where there is no `std`, or where sleep is something else.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::{LocalExecutor, ThreadPark};
    ///
    /// static PARK: ThreadPark = ThreadPark::new();
    ///
    /// let executor = LocalExecutor::new();
    /// let task = executor.spawn(async { 7 });
    /// assert_eq!(executor.run_with(&PARK, task).unwrap(), 7);
    /// ```
    ///
    /// # Panics
    ///
    /// If `future` does.
    pub fn run_with<F: Future>(&self, park: impl SharedPark, future: F) -> F::Output {
        block_on_with(park, self.run_until(future))
    }

    /// Polls the tasks that are ready now, at most 64. Whether there is more to do at once.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::LocalExecutor;
    /// use wakeful::future::yield_now;
    ///
    /// let executor = LocalExecutor::new();
    /// executor.spawn(yield_now()).detach();
    /// assert!(executor.tick());
    /// assert!(!executor.tick());
    /// ```
    ///
    /// # Timers
    ///
    /// Nobody tells when to tick again: use [`run`](Self::run) or [`run_until`](Self::run_until) where tasks
    /// wait for something.
    pub fn tick(&self) -> bool {
        let Some(queue) = self.shared.get() else { return false };
        aside(|| queue.turn());
        queue.is_ready()
    }

    /// Polls tasks until none is ready. Tasks that wake themselves for ever keep it from returning.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::LocalExecutor;
    /// use wakeful::future::yield_now;
    ///
    /// let executor = LocalExecutor::new();
    /// executor.spawn(std::future::pending::<()>()).detach();
    /// let other = executor.spawn(yield_now());
    /// executor.run_until_stalled();
    /// assert!(other.is_finished());
    /// assert_eq!(executor.len(), 1);
    /// ```
    pub fn run_until_stalled(&self) {
        while self.tick() {}
    }

    /// The one who is woken when there is something to do, once, by whoever brings it.
    pub(super) fn set_parent(&self, waker: &Waker) {
        self.queue().parent.register(waker);
    }

    /// How many tasks live.
    pub fn len(&self) -> usize {
        self.shared.get().map_or(0, |queue| queue.len())
    }

    /// Whether no task lives.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Default for LocalExecutor<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for LocalExecutor<'_> {
    fn drop(&mut self) {
        let Some(queue) = self.shared.get() else { return };
        queue.close();
        queue.close_far();
        drop(queue.parent.take());
    }
}

impl fmt::Debug for LocalExecutor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalExecutor").field("tasks", &self.len()).finish_non_exhaustive()
    }
}
