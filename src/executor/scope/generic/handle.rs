//! The handle of a child.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::flavor::{Flavor, Place};
use crate::executor::Cancelled;
use crate::wait::completed;

/// Waits for the output of a child of a [scope](mod@crate::executor::scope). Dropped, it leaves the child alone.
///
/// # Cancel safety
///
/// Not: dropped, it loses the output. Await `&mut handle` where that matters.
///
/// # Panics
///
/// If polled after it completed.
#[must_use = "a child runs without it; say so by `detach`"]
pub struct ScopedHandle<T, K: Flavor> {
    seat: Option<Place<T, K>>,
}

/// Waits until a child that was cancelled is gone: see [`ScopedHandle::cancel`].
///
/// # Cancel safety
///
/// Weak: the child is cancelled all the same; if it had completed, its output is lost.
///
/// # Panics
///
/// If polled after it completed.
#[must_use = "the child is cancelled, but it may be there yet"]
pub struct Cancel<T, K: Flavor>(ScopedHandle<T, K>);

impl<T, K: Flavor> ScopedHandle<T, K> {
    pub(super) const fn new(seat: Place<T, K>) -> Self {
        Self { seat: Some(seat) }
    }

    /// Cancels the child: it is not polled any more. The future resolves when it has been dropped: to its output if
    /// it was quicker.
    pub fn cancel(self) -> Cancel<T, K> {
        if let Some(seat) = &self.seat {
            seat.cancel();
        }
        Cancel(self)
    }

    /// Lets the child run without anybody to wait for it, as the drop of the handle does.
    pub fn detach(self) {}

    /// Whether the child is gone.
    pub fn is_finished(&self) -> bool {
        self.seat.as_ref().is_none_or(|seat| seat.is_vacant())
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.seat.is_none()
    }
}

impl<T, K: Flavor> Cancel<T, K> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.0.is_terminated()
    }
}

impl<T, K: Flavor> Future for ScopedHandle<T, K> {
    type Output = Result<T, Cancelled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(seat) = &self.seat else { completed() };
        let Poll::Ready(output) = seat.poll(cx) else { return Poll::Pending };
        self.seat = None;
        Poll::Ready(output.ok_or(Cancelled))
    }
}

impl<T, K: Flavor> Future for Cancel<T, K> {
    type Output = Result<T, Cancelled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}

// The child lies elsewhere.
impl<T, K: Flavor> Unpin for ScopedHandle<T, K> {}

impl<T, K: Flavor> Drop for ScopedHandle<T, K> {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            drop(seat.detach());
        }
    }
}

impl<T, K: Flavor> fmt::Debug for ScopedHandle<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedHandle").field("finished", &self.is_finished()).finish()
    }
}

impl<T, K: Flavor> fmt::Debug for Cancel<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel").field("finished", &self.0.is_finished()).finish()
    }
}
