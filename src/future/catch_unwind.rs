//! A panic as a result.

#[cfg(feature = "futures-core")]
mod terminated;

use core::any::Any;
use core::cell::UnsafeCell;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::boxed::Box;
use std::panic::UnwindSafe;

use super::panics::{catch, conclude};
use crate::wait::completed;

/// Makes the panic of a future its result.
///
/// Use it where one future must not take others along: a request of one client, a job of somebody else.
pub trait CatchUnwind: Future + Sized {
    /// The future, with its panic as a result.
    ///
    /// What the future shares with others may be half-way through a change when it panics: hence
    /// [`UnwindSafe`]. Wrap the future in [`AssertUnwindSafe`](std::panic::AssertUnwindSafe) if you know that nothing of it is seen.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::block_on;
    /// use wakeful::future::CatchUnwind;
    ///
    /// # std::panic::set_hook(Box::new(|_| ()));
    /// let words = ["7", "seven"];
    /// let job = |n: usize| async move { words[n].parse::<u32>().unwrap() };
    /// assert_eq!(block_on(job(0).catch_unwind()).unwrap(), 7);
    /// assert!(block_on(job(1).catch_unwind()).is_err());
    /// ```
    fn catch_unwind(self) -> Caught<Self>
    where
        Self: UnwindSafe,
    {
        Caught { future: UnsafeCell::new(Some(self)), completed: false }
    }
}

impl<F: Future> CatchUnwind for F {}

/// The future of [`CatchUnwind::catch_unwind`]. It resolves to the output of the future, or to what it
/// panicked with.
///
/// The future is dropped in place before this one is ready. A panic of its destructor is caught, too, and
/// its output is lost then; if the future had panicked already, the first of the two panics is the result.
///
/// # Cancel safety
///
/// That of the future in it.
///
/// # Panics
///
/// If polled after it completed. Where panics abort, there is nothing to catch.
#[must_use = "futures do nothing unless polled"]
pub struct Caught<F> {
    /// Pinned with the whole. In a cell, because a shared reference to the whole may not see what the future
    /// borrows from itself.
    future: UnsafeCell<Option<F>>,
    completed: bool,
}

// SAFETY: the future is reached by unique references alone.
unsafe impl<F> Sync for Caught<F> {}

impl<F> Caught<F> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

impl<F: Future> Future for Caught<F> {
    type Output = Result<F::Output, Box<dyn Any + Send>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the future is not moved; there is no `Drop` to move it.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field that is pinned with the whole.
        let mut place = unsafe { Pin::new_unchecked(this.future.get_mut()) };
        let Some(future) = place.as_mut().as_pin_mut() else { completed() };
        // `UnwindSafe` was asked for when the future came in here.
        let polled = match catch(|| future.poll(cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(panic),
        };
        this.completed = true;
        Poll::Ready(conclude(polled, catch(|| place.set(None)), |panic| panic))
    }
}

impl<F> fmt::Debug for Caught<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caught").field("completed", &self.is_terminated()).finish()
    }
}
