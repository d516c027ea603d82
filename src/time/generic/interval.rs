//! Again and again.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use super::super::clock::after;
use super::super::handle::Handle;
use super::{MissedTickBehavior, Sleep, Timers};
use crate::wait::completed;

type Of<H> = Timers<<H as Handle>::Clock, <H as Handle>::Lock, <H as Handle>::Queue>;

/// Ticks: one deadline after the other, a period apart.
///
/// Use it for what is done regularly. Unlike a loop around a [`Sleep`], it does not drift: the time that the
/// work takes belongs to the period. What it does when the work takes longer, says
/// [`MissedTickBehavior`].
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
/// let mut interval = timers.interval(Duration::from_nanos(10));
/// let mut cx = Context::from_waker(Waker::noop());
///
/// assert_eq!(pin!(interval.tick()).poll(&mut cx), Poll::Ready(0));
/// assert_eq!(pin!(interval.tick()).poll(&mut cx), Poll::Pending);
/// clock.set(12);
/// assert_eq!(pin!(interval.tick()).poll(&mut cx), Poll::Ready(10));
/// assert_eq!(interval.next_tick(), 20);
/// ```
///
/// # Cost
///
/// A few words, and no timer between the ticks.
pub struct Interval<H> {
    handle: H,
    ticks: Ticks,
}

#[derive(Clone, Copy, Debug)]
struct Ticks {
    next: u64,
    period: u64,
    missed: MissedTickBehavior,
}

impl<H: Handle> Interval<H> {
    /// Ticks every `period`, from `start` on. One that is in the past is due at once.
    ///
    /// # Panics
    ///
    /// If `period` is zero.
    #[track_caller]
    pub fn new(handle: H, start: u64, period: Duration) -> Self {
        assert!(!period.is_zero(), "the period of an interval must not be zero");
        let ticks =
            Ticks { next: start, period: after(0, period), missed: MissedTickBehavior::default() };
        Self { handle, ticks }
    }

    /// Waits for the next tick, and tells when it was due.
    ///
    /// # Cancel safety
    ///
    /// Strict: dropped, it has taken nothing, and the tick is there for the next.
    pub fn tick(&mut self) -> Tick<'_, H> {
        let sleep = Sleep::until(self.handle.timers(), self.ticks.next);
        Tick { ticks: Some(&mut self.ticks), sleep }
    }

    /// The next tick is a period from now.
    pub fn reset(&mut self) {
        self.reset_at(self.handle.timers().now().saturating_add(self.ticks.period));
    }

    /// The next tick is now.
    pub fn reset_immediately(&mut self) {
        self.reset_at(self.handle.timers().now());
    }

    /// The next tick is `duration` from now.
    pub fn reset_after(&mut self, duration: Duration) {
        self.reset_at(self.handle.timers().after(duration));
    }

    /// The next tick is at `deadline`.
    pub fn reset_at(&mut self, deadline: u64) {
        self.ticks.next = deadline;
    }
}

impl<H> Interval<H> {
    /// When the next tick is due, or was.
    pub const fn next_tick(&self) -> u64 {
        self.ticks.next
    }

    /// What is between two ticks.
    pub const fn period(&self) -> Duration {
        Duration::from_nanos(self.ticks.period)
    }

    /// What happens to ticks that were missed.
    pub const fn missed_tick_behavior(&self) -> MissedTickBehavior {
        self.ticks.missed
    }

    /// Says what is to happen to ticks that were missed: [`Burst`](MissedTickBehavior::Burst) if
    /// nobody says anything.
    pub const fn set_missed_tick_behavior(&mut self, behavior: MissedTickBehavior) {
        self.ticks.missed = behavior;
    }
}

impl<H> fmt::Debug for Interval<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interval").field("ticks", &self.ticks).finish_non_exhaustive()
    }
}

/// The future of [`Interval::tick`].
///
/// # Cancel safety
///
/// Strict: dropped, it has taken nothing.
///
/// # Panics
///
/// If polled after it completed.
#[must_use = "futures do nothing unless polled"]
pub struct Tick<'a, H: Handle> {
    /// Until it has completed.
    ticks: Option<&'a mut Ticks>,
    sleep: Sleep<&'a Of<H>>,
}

impl<H: Handle> Tick<'_, H> {
    /// Whether it has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.ticks.is_none()
    }
}

impl<H: Handle> Future for Tick<'_, H> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        // SAFETY: neither field is moved.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(ticks) = &mut this.ticks else { completed() };
        // SAFETY: a field of a pinned future, which has no `Drop`.
        let sleep = unsafe { Pin::new_unchecked(&mut this.sleep) };
        if sleep.poll(cx).is_pending() {
            return Poll::Pending;
        }
        let deadline = ticks.next;
        let now = this.sleep.handle().now();
        ticks.next = ticks.missed.next(deadline, now, ticks.period);
        this.ticks = None;
        Poll::Ready(deadline)
    }
}

impl<H: Handle> fmt::Debug for Tick<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tick").field("sleep", &self.sleep).finish()
    }
}
