//! How the one who runs a task keeps it until the one who waits for it has been told.

use core::cell::Cell;
use core::sync::atomic::Ordering;
use core::task::Waker;

use super::protocol::End;
use super::{Meta, Runnable};

/// A place on the stack of [`run`], for the reference that a task has to itself.
///
/// # The Stash Rule
///
/// *The stash in a `Meta` lies on the stack of the one who is polling the task.*
///
/// `run` writes it before each poll, the future reads it during one, and only one polls at a time. Why at
/// all? async-task stores the output after the future's last poll, and then the task may be gone: the one
/// who waits for it is to be told later than the one, and earlier than the other.
pub(super) struct Stash(Cell<Option<Waker>>);

/// Polls a task once; whether it was woken meanwhile, and so is scheduled again.
///
/// # Panics
///
/// If the waker of the one who waits for the task does, after all is in order. A panic of the task or of any
/// destructor is caught.
#[inline]
pub(in crate::executor) fn run(runnable: Runnable) -> bool {
    let stash = Stash(Cell::new(None));
    let meta: *const Meta = runnable.metadata();
    runnable.metadata().stash.store((&raw const stash).cast_mut(), Ordering::Relaxed);
    let again = runnable.run();
    if let Some(own) = stash.0.take() {
        // SAFETY: `own` is a reference to the task.
        unsafe { &*meta }.end(End::Output);
        drop(own);
    }
    again
}

/// The task of `meta` has an output, which is stored after this poll.
///
/// # Safety
///
/// Called in the last poll of the task, once.
pub(super) unsafe fn keep(meta: &Meta) {
    let stash = meta.stash.load(Ordering::Relaxed);
    // SAFETY: the Stash Rule.
    let stash = unsafe { &*stash };
    // SAFETY: the task has ended.
    stash.0.set(Some(unsafe { meta.take_own() }));
}
