//! A future that may be polled after it completed.

use core::cell::UnsafeCell;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

/// Makes a future that may be polled after it completed.
///
/// Use it for a future that is polled by reference in a loop, beside others, and of which somebody
/// else has to know whether it is still there.
pub trait Fuse: Future + Sized {
    /// The future, fused: after it completed it is dropped in place, and polls of it are pending for ever.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::pin::pin;
    /// use std::task::{Context, Poll, Waker};
    /// use wakeful::future::Fuse;
    ///
    /// let mut cx = Context::from_waker(Waker::noop());
    /// let mut once = pin!(async { 7 }.fuse());
    /// assert_eq!(once.as_mut().poll(&mut cx), Poll::Ready(7));
    /// assert!(once.is_terminated());
    /// assert_eq!(once.as_mut().poll(&mut cx), Poll::Pending);
    /// # use std::future::Future;
    /// ```
    fn fuse(self) -> Fused<Self> {
        Fused { future: UnsafeCell::new(Some(self)), completed: false }
    }
}

impl<F: Future> Fuse for F {}

/// The future of [`Fuse::fuse`].
///
/// # Cancel safety
///
/// That of the future in it.
///
/// # Deadlocks
///
/// Whoever waits for nothing but a fused future that has completed waits for ever: ask
/// [`is_terminated`](Self::is_terminated).
#[must_use = "futures do nothing unless polled"]
pub struct Fused<F> {
    /// Pinned with the whole. In a cell, because a shared reference to the whole may not see what the future
    /// borrows from itself.
    future: UnsafeCell<Option<F>>,
    completed: bool,
}

// SAFETY: the future is reached by unique references alone.
unsafe impl<F> Sync for Fused<F> {}

impl<F> Fused<F> {
    /// One that has completed already: its polls are pending for ever. To be replaced by
    /// [`Pin::set`] when there is something to wait for.
    pub const fn terminated() -> Self {
        Self { future: UnsafeCell::new(None), completed: true }
    }

    /// Whether the future has completed, and is pending for ever.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

impl<F: Future> Future for Fused<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: the future is not moved; there is no `Drop` to move it.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field that is pinned with the whole.
        let mut place = unsafe { Pin::new_unchecked(this.future.get_mut()) };
        let Some(future) = place.as_mut().as_pin_mut() else { return Poll::Pending };
        let polled = future.poll(cx);
        if polled.is_ready() {
            // Also if the destructor panics.
            this.completed = true;
            place.set(None);
        }
        polled
    }
}

impl<F> fmt::Debug for Fused<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fused").field("completed", &self.is_terminated()).finish()
    }
}
