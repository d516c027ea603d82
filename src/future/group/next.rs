//! The future of the next output.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{Group, Key};
use crate::wait::completed;

/// The future of [`Group::next`].
///
/// # Cancel safety
///
/// Strict: nothing is lost, and the futures stay in the group.
///
/// # Panics
///
/// If polled after it completed; and if a future of the group does.
#[must_use = "futures do nothing unless polled"]
pub struct Next<'a, F> {
    group: Option<&'a mut Group<F>>,
}

impl<'a, F> Next<'a, F> {
    pub(super) const fn new(group: &'a mut Group<F>) -> Self {
        Self { group: Some(group) }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.group.is_none()
    }
}

impl<F: Future> Future for Next<'_, F> {
    type Output = Option<(Key, F::Output)>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(group) = &mut self.group else { completed() };
        let polled = group.poll_next(cx);
        if polled.is_ready() {
            self.group = None;
        }
        polled
    }
}

impl<F> fmt::Debug for Next<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("completed", &self.is_terminated()).finish()
    }
}
