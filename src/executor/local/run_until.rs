//! The tasks in somebody else's poll.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::runners::Runner;
use super::{LocalExecutor, aside};
use crate::wait::completed;

/// Runs tasks while it is polled: the future of [`LocalExecutor::run_until`].
#[must_use = "futures do nothing unless polled"]
pub struct RunUntil<'e, 'a, F> {
    executor: &'e LocalExecutor<'a>,
    runner: Runner,
    completed: bool,
    /// Pinned with the whole.
    future: F,
}

impl<'e, 'a, F: Future> RunUntil<'e, 'a, F> {
    pub(super) const fn new(executor: &'e LocalExecutor<'a>, future: F) -> Self {
        Self { executor, runner: Runner::new(()), completed: false, future }
    }
}

impl<F> RunUntil<'_, '_, F> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

impl<F: Future> Future for RunUntil<'_, '_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: neither the future nor the runner is moved.
        let this = unsafe { self.get_unchecked_mut() };
        if this.completed {
            completed();
        }
        // SAFETY: pinned with the whole.
        let future = unsafe { Pin::new_unchecked(&mut this.future) };
        let queue = this.executor.queue();
        let polled = aside(|| {
            let polled = queue.actively(|| future.poll(cx));
            if polled.is_pending() {
                queue.turn();
            }
            polled
        });
        if polled.is_ready() {
            this.completed = true;
            this.executor.leave(&this.runner);
            return polled;
        }
        if !queue.is_ready() {
            // SAFETY: pinned with the whole.
            let runner = unsafe { Pin::new_unchecked(&this.runner) };
            // SAFETY: it leaves at the end, and in `drop`.
            unsafe { this.executor.runners.wait(runner, cx.waker()) };
            if queue.rest(cx.waker()) {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl LocalExecutor<'_> {
    /// A runner has come to its end: another one is to be called instead, if this one was to be, or has left
    /// something to do.
    fn leave(&self, runner: &Runner) {
        let Some(queue) = self.shared.get() else { return };
        if !runner.is_shared() && !queue.is_ready() {
            return;
        }
        let stale = queue.parent.take();
        self.runners.leave(runner);
        drop(stale);
    }
}

impl<F> Drop for RunUntil<'_, '_, F> {
    fn drop(&mut self) {
        if !self.completed {
            self.executor.leave(&self.runner);
        }
    }
}

impl<F> fmt::Debug for RunUntil<'_, '_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunUntil").field("completed", &self.completed).finish()
    }
}
