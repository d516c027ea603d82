//! A task: a future on the heap that an executor polls, and the handle of it.

#![allow(dead_code, reason = "used by the executors")]

mod error;
mod handle;

use alloc::boxed::Box;
use core::future::Future;

use async_task::{Builder, ScheduleInfo};

pub use self::error::JoinError;
pub use self::handle::{Cancel, JoinHandle};

/// What a task keeps beside its future.
#[derive(Debug)]
pub(super) struct Meta {}

/// A task that is to be polled.
pub(super) type Runnable = async_task::Runnable<Meta>;

/// A new task, not scheduled yet, with its handle.
///
/// # Safety
///
/// If `future` is not `Send`, the runnable is run and dropped on this thread alone. If `future` or `schedule`
/// borrows something, the runnable, its wakers and the future are gone before that is.
pub(super) unsafe fn spawn<F, S>(future: F, schedule: S) -> (Runnable, JoinHandle<F::Output>)
where
    F: Future,
    S: Fn(Runnable, ScheduleInfo) + Send + Sync,
{
    let builder = Builder::new().metadata(Meta {});
    let schedule = async_task::WithInfo(schedule);
    // SAFETY: the caller's promise.
    let (runnable, task) = unsafe { builder.spawn_unchecked(|_| future, schedule) };
    (runnable, JoinHandle::new(task.fallible()))
}

/// Polls a task once; whether it was woken meanwhile, and so is scheduled again.
pub(super) fn run(runnable: Runnable) -> bool {
    runnable.run()
}

/// What a task panicked with.
pub(super) type Payload = Box<dyn core::any::Any + Send>;
