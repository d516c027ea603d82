//! A task: a future on the heap that an executor polls, and the handle of it.
//!
//! The cell is async-task's: who may poll, who refers to it, where the output lies. How the handle waits,
//! how a task is cancelled, and what becomes of panics is in here: async-task aborts the process where a
//! destructor or a waker panics.
//!
//! An executor spawns with [`spawn_as`], or with `spawn` if its tasks may go to other threads; it runs with
//! [`run`] what it was given to schedule, and drops runnables when it is at its end. To find all of its tasks then,
//! the one of several threads keeps a `Registry`.

mod error;
#[cfg(feature = "std")]
mod guarded;
mod handle;
mod meta;
pub mod protocol;
mod quiet;
#[cfg(feature = "std")]
mod registry;
#[cfg(feature = "std")]
mod resume;
mod stash;

use core::future::Future;

use async_task::{Builder, ScheduleInfo};

use crate::future::panics::Payload;

pub use self::error::JoinError;
pub use self::handle::{Cancel, JoinHandle};

#[cfg(feature = "std")]
pub(super) use self::guarded::{Owner, spawn};
pub(super) use self::meta::{Enrolled, Meta};
pub(super) use self::quiet::{Output, Quiet};
#[cfg(feature = "std")]
pub(super) use self::registry::Registry;
pub(super) use self::stash::{keep, run};

/// A task that is to be polled.
pub(super) type Runnable = async_task::Runnable<Meta>;

/// A new task with a future of its own kind, which does not panic.
///
/// # Safety
///
/// If `future` is not `Send`, the runnable is run and dropped on this thread alone. If `future` or `schedule` borrows
/// something, the runnable, its wakers and the future are gone before that is. The runnable is run by [`run`]
/// alone. Nobody learns of the task before its metadata have [adopted](Meta::adopt) it.
pub(super) unsafe fn spawn_as<F, T, S>(
    meta: Meta,
    future: impl FnOnce(*const Meta) -> F,
    schedule: S,
) -> (Runnable, JoinHandle<T>)
where
    F: Future<Output = Output<T>>,
    S: Fn(Runnable, ScheduleInfo) + Send + Sync,
{
    let builder = Builder::new().metadata(meta);
    let schedule = async_task::WithInfo(schedule);
    // SAFETY: the caller's promise.
    let (runnable, task) = unsafe { builder.spawn_unchecked(|meta| future(meta), schedule) };
    (runnable, JoinHandle::new(task))
}
