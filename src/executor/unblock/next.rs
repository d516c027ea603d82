//! The future of the next item.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::UnblockIter;
use crate::wait::completed;

/// The future of [`UnblockIter::next`].
///
/// # Cancel safety
///
/// Strict: an item that was not taken is the next one.
///
/// # Panics
///
/// If the iterator did; and if polled after it completed.
#[must_use = "futures do nothing unless polled"]
pub struct NextItem<'a, T> {
    iter: Option<&'a mut UnblockIter<T>>,
}

impl<'a, T> NextItem<'a, T> {
    pub(super) const fn new(iter: &'a mut UnblockIter<T>) -> Self {
        Self { iter: Some(iter) }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.iter.is_none()
    }
}

impl<T> Future for NextItem<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let Some(iter) = &mut self.iter else { completed() };
        let polled = iter.poll_next(cx);
        if polled.is_ready() {
            self.iter = None;
        }
        polled
    }
}

impl<T> fmt::Debug for NextItem<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextItem").field("completed", &self.is_terminated()).finish()
    }
}
