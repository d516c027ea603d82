//! Tasks in statics and on the stack, polled by whoever runs the executor; neither heap nor threads.
//!
//! | file | holds |
//! |---|---|
//! | `word.rs` | the word of a slot: phases, levels, generations |
//! | `slot.rs`, `roster.rs` | slots and queues: the *Runner*, *Entry*, *Next* and *Generation Rule* |
//! | `waker.rs` | wakers that own nothing |
//! | `cell.rs`, `table.rs`, `handle.rs` | a task in a static: the *Cell* and the *Table Rule* |
//! | `spawn.rs`, `local.rs` | how tasks come in |
//! | `run.rs` | how they are polled, and how they go |

mod cell;
mod error;
mod handle;
mod local;
mod roster;
mod run;
mod slot;
mod spawn;
mod table;
mod waker;
#[cfg_attr(not(target_pointer_width = "64"), path = "width_32.rs")]
mod width;
mod word;

use core::fmt;
use core::ptr::NonNull;

use self::cell::Head;
use self::roster::Roster;
use super::park::Park;
use crate::lock::{RawLock, ThreadSafe};

pub use self::cell::TaskCell;
pub use self::error::SpawnError;
pub use self::handle::{StaticCancel, StaticJoinHandle};
pub use self::local::StaticSpawner;

/// An executor in a `static`, of up to `N` tasks at a time, that sleeps by `P`.
///
/// Use it on bare metal: it needs no heap, no threads, and in its *critical* flavor no compare-exchange. Its tasks
/// are futures that whoever runs it has on the stack, given to [`run`](Self::run), [`run_all`](Self::run_all)
/// and [`run_forever`](Self::run_forever); and futures in [`TaskCell`]s, given to [`spawn`](Self::spawn) by
/// anybody, interrupt handlers included.
///
/// # Examples
///
/// ```
/// use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
/// use wakeful::sync::Notify;
///
/// static EXECUTOR: StaticExecutor<ThreadPark, 4> = StaticExecutor::new(ThreadPark::new());
/// static BLINK: TaskCell<64> = TaskCell::new();
/// static BUTTON: Notify = Notify::new();
///
/// let blink = EXECUTOR.spawn(&BLINK, async {
///     BUTTON.notified().await;
///     "on"
/// });
/// // An interrupt handler would do this.
/// let press = async { BUTTON.notify_one() };
/// let (light, ()) = EXECUTOR.run_all((blink.unwrap(), press));
/// assert_eq!(light, Ok("on"));
/// ```
///
/// # Slots
///
/// Each task takes a slot, those on the stack included. If a task was woken, and then ended before its turn
/// came, its slot serves only tasks of the same level until that turn has come.
///
/// # Fairness
///
/// A task is polled once for all wakes since its last poll. Tasks of one level are polled in the order in which
/// they were woken; so before one that was woken, each other is polled once at most, however often it wakes
/// itself: at most `N - 1` polls.
///
/// With `LEVELS` above 1, a task of a lower number is more urgent: after each poll, the first of the most urgent
/// level that has one is next. A level may starve those behind it.
///
/// # Wakers
///
/// They are two words that own nothing: to clone or to drop one costs nothing. One that is kept after its task
/// is gone has no effect; when its slot was used 64 times more (32 on 32-bit), it may wake a task for nothing.
///
/// # Panics
///
/// Nothing is caught: a panic of a task goes on out of `run`. The task is gone, and its handle says
/// [`Cancelled`](super::Cancelled). So are those on the stack, and [local](StaticSpawner) ones. Other tasks in cells go on with the
/// next `run`.
///
/// # Deadlocks
///
/// Tasks go on as long as somebody runs the executor.
///
/// # Cost
///
/// `N` times 64 bytes (32 on 32-bit); as much for the queues of up to two levels; and `P`, rounded up to as much.
/// A wake is two read-modify-writes, or one critical section of a few instructions, and an
/// [`unpark`](Park::unpark); a wake of one who is woken already is one.
pub struct StaticExecutor<P, L: RawLock, const N: usize, const LEVELS: usize = 1> {
    roster: Roster<Entry<L>, L, N, LEVELS>,
    park: P,
}

/// What is in a slot.
enum Entry<L> {
    /// A future of those that are given to `run`, by its number.
    Child(usize),
    /// A task in a cell.
    Task {
        head: NonNull<Head<L>>,
        /// Whether it ends with the `run` that goes on, on its thread.
        local: bool,
    },
}

impl<L> Clone for Entry<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L> Copy for Entry<L> {}

// SAFETY: what it points to is for the runner alone, on whichever thread that is, and locks that are `ThreadSafe`
// alone have one; who spawns sees to it that what is not `Send` is gone before the runner is on another thread.
unsafe impl<L> Send for Entry<L> {}

impl<P: Park, L: ThreadSafe, const N: usize, const LEVELS: usize> StaticExecutor<P, L, N, LEVELS> {
    /// An executor that sleeps by `park`. To be put into a `static`.
    pub const fn new(park: P) -> Self {
        Self { roster: Roster::new(), park }
    }

    /// How it sleeps.
    pub const fn park(&self) -> &P {
        &self.park
    }

    /// How many tasks there are.
    pub fn len(&self) -> usize {
        self.roster.len()
    }

    /// Whether there is no task.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether somebody runs it.
    pub fn is_running(&self) -> bool {
        self.roster.is_running()
    }
}

impl<P: Park + Default, L: ThreadSafe, const N: usize, const LEVELS: usize> Default
    for StaticExecutor<P, L, N, LEVELS>
{
    fn default() -> Self {
        Self::new(P::default())
    }
}

impl<P, L: RawLock, const N: usize, const LEVELS: usize> fmt::Debug
    for StaticExecutor<P, L, N, LEVELS>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticExecutor")
            .field("running", &self.roster.is_running())
            .field("slots", &self.roster)
            .finish_non_exhaustive()
    }
}
