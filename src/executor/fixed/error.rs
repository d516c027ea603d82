//! What may go wrong: no room, and no output.

use core::error::Error;
use core::fmt;

/// Why a task could not be spawned; here is its future.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SpawnError<F> {
    /// The cell has a task, or an output that its handle has not taken.
    Busy(F),
    /// All slots of the executor have tasks, or were woken for tasks that are over and wait for their turn.
    Full(F),
    /// The `run` whose spawner this is drops its tasks.
    Ended(F),
}

impl<F> SpawnError<F> {
    /// The future that was not spawned.
    pub fn into_inner(self) -> F {
        match self {
            Self::Busy(future) | Self::Full(future) | Self::Ended(future) => future,
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Busy(_) => "Busy(..)",
            Self::Full(_) => "Full(..)",
            Self::Ended(_) => "Ended(..)",
        }
    }
}

// By hand: futures are not `Debug`.
impl<F> fmt::Debug for SpawnError<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<F> fmt::Display for SpawnError<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy(_) => "the cell of the task is not free",
            Self::Full(_) => "the executor has no free slot",
            Self::Ended(_) => "the executor drops its local tasks",
        })
    }
}

impl<F> Error for SpawnError<F> {}
