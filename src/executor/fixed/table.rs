//! What can be done with a future of any type, by where it lies.

use core::future::Future;
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::task::{Context, Poll};

/// What can be done with the future of a task, or its output.
///
/// # The Table Rule
///
/// *The functions of a table are called with where a future of its type lies, or an output, which is the
/// caller's and is moved nowhere.*
#[derive(Debug)]
pub(super) struct Table {
    /// Polls the future. If it is done, its output takes its place; if it panics, it is gone.
    pub(super) poll: unsafe fn(NonNull<()>, &mut Context<'_>) -> Poll<()>,
    pub(super) drop_future: unsafe fn(NonNull<()>),
    pub(super) drop_output: unsafe fn(NonNull<()>),
}

impl Table {
    pub(super) const fn of<F: Future>() -> &'static Self {
        const { &Self { poll: poll::<F>, drop_future: drop_at::<F>, drop_output: drop_at::<F::Output> } }
    }
}

/// # Safety
///
/// The Table Rule: a future lies there.
unsafe fn poll<F: Future>(at: NonNull<()>, cx: &mut Context<'_>) -> Poll<()> {
    let ended = Ended(at.cast::<F>());
    // SAFETY: the Table Rule: nobody else has it.
    let future = unsafe { &mut *ended.0.as_ptr() };
    // SAFETY: the Table Rule: it is not moved until `Ended` drops it there.
    let future = unsafe { Pin::new_unchecked(future) };
    let Poll::Ready(output) = future.poll(cx) else {
        core::mem::forget(ended);
        return Poll::Pending;
    };
    drop(ended);
    // SAFETY: the Table Rule: the place is empty, and an output fits.
    unsafe { at.cast().write(output) };
    Poll::Ready(())
}

/// A future that is to be dropped where it lies, also if it panics.
struct Ended<F>(NonNull<F>);

impl<F> Drop for Ended<F> {
    fn drop(&mut self) {
        // SAFETY: the Table Rule: it is there, and is not polled any more.
        unsafe { ptr::drop_in_place(self.0.as_ptr()) };
    }
}

/// # Safety
///
/// The Table Rule: a `T` lies there.
unsafe fn drop_at<T>(at: NonNull<()>) {
    // SAFETY: the Table Rule.
    unsafe { ptr::drop_in_place(at.cast::<T>().as_ptr()) };
}
