//! The future of a closure that runs on another thread.

use alloc::sync::Arc;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::threads::Threads;
use super::work::{Awaited, Work};
use crate::wait::completed;

/// The future of [`unblock`](super::unblock).
///
/// # Cancel safety
///
/// Weak: dropped before a thread took the closure, that is dropped here, and not run. Else it runs on to its
/// end, and its output is dropped on that thread. See [`detach`](Self::detach).
///
/// # Panics
///
/// If the closure did: with the same payload. If polled after it completed.
#[must_use = "dropped before a thread takes the closure, it is not run: await it, or `detach`"]
pub struct Unblock<T> {
    work: Option<Arc<dyn Awaited<T>>>,
}

impl<T: Send + 'static> Unblock<T> {
    pub(super) fn new<F>(threads: &Arc<Threads>, closure: F) -> Self
    where
        F: FnOnce() -> T + Send + 'static,
    {
        let work = Arc::new(Work::new(closure));
        // The future first: if there is a panic, the closure is not run.
        let this = Self { work: Some(work.clone()) };
        threads.add(work);
        this
    }
}

impl<T> Unblock<T> {
    /// Has the closure run without anybody who waits for it. A panic of it is lost, beyond what the panic hook
    /// says.
    pub fn detach(mut self) {
        if let Some(work) = self.work.take() {
            work.detach();
        }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.work.is_none()
    }
}

impl<T> Future for Unblock<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Some(work) = &self.work else { completed() };
        let Poll::Ready(end) = work.poll(cx) else { return Poll::Pending };
        self.work = None;
        Poll::Ready(end.unwrap_or_else(|failure| failure.resume()))
    }
}

impl<T> Drop for Unblock<T> {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            work.abandon();
        }
    }
}

impl<T> fmt::Debug for Unblock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unblock").field("completed", &self.is_terminated()).finish()
    }
}
