//! A task: a future on the heap that an executor polls, and the handle of it.
//!
//! The cell is async-task's: who may poll, who refers to it, where the output lies. How the handle waits,
//! how a task is cancelled, and what becomes of panics is in here: async-task aborts the process where a
//! destructor or a waker panics.
//!
//! An executor spawns with [`spawn`], runs with [`run`] what it was given to schedule, and drops runnables
//! (or has them [cancelled](JoinHandle::cancel)) when it is at its end. To find all of its tasks then, it keeps a
//! [`Registry`] and spawns with [`spawn_registered`].

#![allow(dead_code, reason = "used by the executors")]

#[cfg_attr(feature = "std", path = "catch/std.rs")]
#[cfg_attr(not(feature = "std"), path = "catch/core.rs")]
mod catch;
mod error;
mod guarded;
mod handle;
mod meta;
pub mod protocol;
mod quiet;
mod registry;
#[cfg(feature = "std")]
mod resume;
mod stash;

use alloc::boxed::Box;
use core::future::Future;

use async_task::{Builder, ScheduleInfo};

use self::guarded::Guarded;
use crate::lock::RawLock;

pub use self::error::JoinError;
pub use self::handle::{Cancel, JoinHandle};

#[allow(unused_imports, reason = "for the thread pool")]
pub(super) use self::catch::catch;
pub(super) use self::guarded::Owner;
pub(super) use self::meta::Meta;
#[allow(unused_imports, reason = "for the thread pool")]
pub(super) use self::quiet::lose;
pub(super) use self::registry::Registry;
#[allow(unused_imports, reason = "for the thread pool")]
pub(super) use self::stash::run;

/// A task that is to be polled.
pub(super) type Runnable = async_task::Runnable<Meta>;

/// What a task panicked with.
pub(super) type Payload = Box<dyn core::any::Any + Send>;

/// A new task, not scheduled yet, with its handle.
///
/// `owner` is told when the task ends, and dropped with the task's future. `home` is for `schedule`, which finds it
/// by `runnable.metadata().home()`: a function that captures nothing (is of no size) spares each wake a
/// reference, and each self-wake two. Then whatever it uses after it has passed the runnable on must be
/// kept alive by others: the task may have ended by then, and `owner` been dropped.
///
/// # Safety
///
/// If `future` or `owner` is not `Send`, the runnable is run and dropped on this thread alone. If `future`, `owner` or
/// `schedule` borrows something, the runnable, its wakers and the future are gone before that is. The
/// runnable is run by [`run`] alone.
pub(super) unsafe fn spawn<F, O, S>(
    home: *const (),
    owner: O,
    future: F,
    schedule: S,
) -> (Runnable, JoinHandle<F::Output>)
where
    F: Future,
    O: Owner,
    S: Fn(Runnable, ScheduleInfo) + Send + Sync,
{
    let builder = Builder::new().metadata(Meta::new(home));
    let schedule = async_task::WithInfo(schedule);
    let guarded = |meta| Guarded::new(meta, future, owner);
    // SAFETY: the caller's promise.
    let (runnable, task) = unsafe { builder.spawn_unchecked(|meta| guarded(meta), schedule) };
    // SAFETY: it is new.
    unsafe { runnable.metadata().adopt(&runnable) };
    (runnable, JoinHandle::new(task))
}

/// The same, and the task is enrolled in a shard of `registry`; without a runnable if that is closed: the task is
/// cancelled then. `owner` must [strike](Registry::strike) it off in the same shard.
///
/// # Safety
///
/// As for [`spawn`].
pub(super) unsafe fn spawn_registered<F, O, S, L>(
    (registry, shard): (&Registry<L>, usize),
    home: *const (),
    owner: O,
    future: F,
    schedule: S,
) -> (Option<Runnable>, JoinHandle<F::Output>)
where
    F: Future,
    O: Owner,
    S: Fn(Runnable, ScheduleInfo) + Send + Sync,
    L: RawLock,
{
    // SAFETY: the caller's promise.
    let (runnable, handle) = unsafe { spawn(home, owner, future, schedule) };
    // SAFETY: it is new, and `owner` will strike it off.
    let enrolled = unsafe { registry.enrol(shard, runnable.metadata()) };
    (enrolled.then_some(runnable), handle)
}
