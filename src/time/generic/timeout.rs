//! Not longer than that.

use core::cell::UnsafeCell;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use super::super::clock::{NEVER, after};
use super::super::handle::Handle;
use super::{Elapsed, Sleep};
use crate::wait::completed;

/// Runs a future until it is ready, or until the time is out.
///
/// Its output is that of the future, or [`Elapsed`]. The future comes first: if both are due, it wins, and
/// even without any time left it is polled once. When the time is out, the future is dropped before
/// this resolves, so what it held or waited for is free for others.
///
/// # Examples
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Poll, Waker};
/// use std::time::Duration;
/// use wakeful::time::local::{MockClock, Timers};
///
/// let clock = MockClock::new();
/// let timers = Timers::<_>::new(&clock);
/// let mut timeout = pin!(timers.timeout(Duration::from_secs(1), std::future::pending::<()>()));
/// let mut cx = Context::from_waker(Waker::noop());
/// assert!(timeout.as_mut().poll(&mut cx).is_pending());
/// clock.advance(Duration::from_secs(1));
/// timers.check_expirations();
/// assert!(matches!(timeout.as_mut().poll(&mut cx), Poll::Ready(Err(_))));
/// ```
///
/// # Cancel safety
///
/// That of the future.
///
/// # Panics
///
/// If polled after it completed.
///
/// # Cost
///
/// A future that is ready when it is first polled costs neither a look at the clock nor a lock.
#[must_use = "futures do nothing unless polled"]
pub struct Timeout<F, H: Handle> {
    /// Until either has won. In a cell, because a shared reference to the whole may not see what the future
    /// borrows from itself.
    future: UnsafeCell<Option<F>>,
    completed: bool,
    /// How long, until the time has begun to run.
    duration: Option<Duration>,
    sleep: Sleep<H>,
}

// SAFETY: the future is reached by unique references alone.
unsafe impl<F, H: Handle> Sync for Timeout<F, H> where Sleep<H>: Sync {}

impl<F, H: Handle> Timeout<F, H> {
    /// Runs `future` for at most `duration`. The time begins to run with the first poll, if the future
    /// is not ready at once.
    pub const fn new(handle: H, duration: Duration, future: F) -> Self {
        let sleep = Sleep::until(handle, NEVER);
        let future = UnsafeCell::new(Some(future));
        Self { future, completed: false, duration: Some(duration), sleep }
    }

    /// Runs `future` until it is `deadline`.
    pub const fn until(handle: H, deadline: u64, future: F) -> Self {
        let sleep = Sleep::until(handle, deadline);
        let future = UnsafeCell::new(Some(future));
        Self { future, completed: false, duration: None, sleep }
    }

    /// Whether it has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

impl<F: Future, H: Handle> Future for Timeout<F, H> {
    type Output = Result<F::Output, Elapsed>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: neither `future` nor `sleep` is moved.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field of a pinned future, which has no `Drop` and is not `Unpin` unless the field is.
        let mut future = unsafe { Pin::new_unchecked(this.future.get_mut()) };
        // SAFETY: likewise.
        let sleep = unsafe { Pin::new_unchecked(&mut this.sleep) };
        let Some(running) = future.as_mut().as_pin_mut() else { completed() };
        if let Poll::Ready(output) = running.poll(cx) {
            this.completed = true;
            future.set(None);
            sleep.reset(NEVER);
            return Poll::Ready(Ok(output));
        }
        let slept = match this.duration {
            None => sleep.poll(cx),
            Some(duration) => {
                let now = sleep.handle().timers().now();
                // Not before: the clock may panic.
                this.duration = None;
                sleep.poll_until(after(now, duration), now, cx)
            }
        };
        if slept.is_pending() {
            return Poll::Pending;
        }
        this.completed = true;
        future.set(None);
        Poll::Ready(Err(Elapsed))
    }
}

impl<F, H: Handle> fmt::Debug for Timeout<F, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timeout")
            .field("completed", &self.is_terminated())
            .field("sleep", &self.sleep)
            .finish()
    }
}
