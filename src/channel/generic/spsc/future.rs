//! What the futures of both ends have in common.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::ends::End;
use crate::wait::completed;

/// An end that a future has borrowed until it completes. Dropped while it waits, the end takes its waker
/// back.
pub(super) struct Turn<'a, E: End> {
    end: Option<&'a mut E>,
    waits: bool,
}

impl<'a, E: End> Turn<'a, E> {
    pub(super) const fn new(end: &'a mut E) -> Self {
        Self { end: Some(end), waits: false }
    }

    /// The end.
    ///
    /// # Panics
    ///
    /// If the future has completed.
    #[inline(always)]
    pub(super) fn end(&mut self) -> &mut E {
        match &mut self.end {
            Some(end) => end,
            None => completed(),
        }
    }

    /// What the poll has come to.
    #[inline(always)]
    pub(super) fn settle<T>(&mut self, polled: Poll<T>) -> Poll<T> {
        self.waits = polled.is_pending();
        if !self.waits {
            self.end = None;
        }
        polled
    }

    /// The end, for the output of the future.
    pub(super) fn finish(&mut self) -> &'a mut E {
        self.waits = false;
        match self.end.take() {
            Some(end) => end,
            None => completed(),
        }
    }

    pub(super) const fn is_over(&self) -> bool {
        self.end.is_none()
    }
}

impl<E: End> Drop for Turn<'_, E> {
    #[inline]
    fn drop(&mut self) {
        if self.waits {
            if let Some(end) = &mut self.end {
                end.unpark();
            }
        }
    }
}

impl<E: End> fmt::Debug for Turn<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("completed", &self.is_over()).finish()
    }
}

/// The future of [`Sender::closed`](super::Sender::closed) and
/// [`Receiver::closed`](super::Receiver::closed).
#[must_use = "futures do nothing unless polled"]
#[derive(Debug)]
pub struct Closed<'a, E: End>(pub(super) Turn<'a, E>);

impl<E: End> Closed<'_, E> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.0.is_over()
    }
}

impl<E: End> Future for Closed<'_, E> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let polled = self.0.end().poll_closed(cx);
        self.0.settle(polled)
    }
}
