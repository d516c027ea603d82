//! All who wait for times of one clock.

use core::fmt;
use core::pin::Pin;
use core::task::Waker;
use core::time::Duration;

use super::super::clock::{Clock, NEVER, after};
use super::super::queue::{Due, Heap, Queue};
use super::{Interval, Sleep, Timeout};
use crate::lock::{Locked, RawLock};
use crate::wait::{Batch, Node, Steps, Timer, wake_each};

/// How much is done at a time with the lock held.
const STEPS: u32 = 64;

/// Those who wait for times of one clock.
///
/// Use it where [`time`](crate::time) without a clock is not what you need: without `std`, with a clock
/// of your own, for timers of one thread. Somebody has to call
/// [`check_expirations`](Self::check_expirations): see [there](crate::time#driving-timers).
///
/// `Q` is a [`Heap`], or a [`Wheel`](crate::time::Wheel) for very many.
///
/// # Examples
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Waker};
/// use wakeful::time::local::{MockClock, Timers};
///
/// let timers: Timers<MockClock> = Timers::new(MockClock::new());
/// let mut cx = Context::from_waker(Waker::noop());
/// let mut sleep = pin!(timers.sleep_until(30));
/// assert!(sleep.as_mut().poll(&mut cx).is_pending());
///
/// assert_eq!(timers.check_expirations(), Some(30));
/// timers.clock().set(30); // An interrupt handler would be called now.
/// assert_eq!(timers.check_expirations(), None);
/// assert!(sleep.as_mut().poll(&mut cx).is_ready());
/// ```
///
/// # Fairness
///
/// Whoever is due is woken in order of the deadlines, and equal ones in the order in which they began
/// to wait. Who begins to wait while others are woken already may be woken after later ones.
///
/// # Re-entrancy
///
/// Clock and wakers are called without the lock, and may use the timers. If a waker panics the others
/// are woken nevertheless.
///
/// # Deadlocks
///
/// Timers that nobody checks wake nobody.
///
/// # Cost
///
/// The queue (a [`Heap`] is two words), one word, the lock, and the clock. The lock is held for 64 steps
/// of the queue at most, then others get it.
pub struct Timers<C, L, Q = Heap> {
    clock: C,
    line: Locked<Line<Q>, L>,
}

/// Who waits, and what the driver knows of it.
///
/// *The Alarm Rule*: when the lock is free, no deadline is before `alarm`. Who inserts one that is, lowers
/// `alarm` in the same hold, and tells the clock afterwards. `check_expirations` raises it and never
/// lowers it: what it returned may have been lost on its caller, who is not the driver. So the driver
/// knows of a time that is not after `alarm`, or is on his way to check.
pub(super) struct Line<Q> {
    pub(super) queue: Q,
    alarm: u64,
}

impl<Q: Queue> Line<Q> {
    /// Links `node`. Returns whether the clock is to be told.
    ///
    /// # Safety
    ///
    /// That of [`Queue::insert`].
    pub(super) unsafe fn insert(
        &mut self,
        node: Pin<&Node<Timer>>,
        waker: Waker,
        now: u64,
    ) -> bool {
        let deadline = node.deadline();
        // SAFETY: as the caller promises.
        unsafe { self.queue.insert(node, waker, now) };
        let moved = deadline < self.alarm;
        self.alarm = self.alarm.min(deadline);
        moved
    }

    /// Puts the wakers of those who are due into the batch. Returns whether there is more to do.
    fn expire(&mut self, now: u64, batch: &mut Batch) -> bool {
        let mut steps = Steps(STEPS);
        while batch.room() > 0 {
            if steps.step().is_none() {
                return true;
            }
            match self.queue.due(now, &mut steps) {
                Ok(Due::Now(waker)) => batch.push(Some(waker)),
                Ok(Due::Later(at)) => {
                    self.alarm = self.alarm.max(at);
                    return false;
                }
                Ok(Due::Nobody) => {
                    self.alarm = NEVER;
                    return false;
                }
                Err(_) => return true,
            }
        }
        true
    }
}

impl<C, L: RawLock, Q: Queue> Timers<C, L, Q> {
    /// Timers of `clock`.
    pub const fn new(clock: C) -> Self {
        Self { clock, line: Locked::new(Line { queue: Q::NEW, alarm: NEVER }) }
    }

    /// The clock.
    pub const fn clock(&self) -> &C {
        &self.clock
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.line.with(|line| line.queue.is_empty())
    }

    /// The earliest deadline of those who wait.
    ///
    /// To know when to check again, use what [`check_expirations`](Self::check_expirations) returned: it
    /// is cheaper in a [`Wheel`](crate::time::Wheel).
    pub fn next_expiration(&self) -> Option<u64> {
        loop {
            let earliest = self.line.with(|line| line.queue.earliest(&mut Steps(STEPS)));
            if let Ok(earliest) = earliest {
                return earliest;
            }
        }
    }

    pub(super) const fn line(&self) -> &Locked<Line<Q>, L> {
        &self.line
    }
}

impl<C: Clock, L: RawLock, Q: Queue> Timers<C, L, Q> {
    /// The time.
    #[inline]
    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Waits until `duration` has passed. The time begins now, and not when the future is polled.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn sleep(&self, duration: Duration) -> Sleep<&Self> {
        Sleep::new(self, duration)
    }

    /// Waits until it is `deadline`.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub const fn sleep_until(&self, deadline: u64) -> Sleep<&Self> {
        Sleep::until(self, deadline)
    }

    /// Ticks every `period`, from now on: the first tick is due at once.
    ///
    /// # Panics
    ///
    /// If `period` is zero.
    #[track_caller]
    pub fn interval(&self, period: Duration) -> Interval<&Self> {
        Interval::new(self, self.now(), period)
    }

    /// Ticks every `period`, from `start` on.
    ///
    /// # Panics
    ///
    /// If `period` is zero.
    #[track_caller]
    pub fn interval_at(&self, start: u64, period: Duration) -> Interval<&Self> {
        Interval::new(self, start, period)
    }

    /// Runs `future` for at most `duration`, from its first poll on.
    pub const fn timeout<F: Future>(&self, duration: Duration, future: F) -> Timeout<F, &Self> {
        Timeout::new(self, duration, future)
    }

    /// Runs `future` until it is `deadline`, and polls it once at least.
    pub const fn timeout_at<F: Future>(&self, deadline: u64, future: F) -> Timeout<F, &Self> {
        Timeout::until(self, deadline, future)
    }

    /// The time after `duration`, or [`NEVER`] if it does not fit.
    ///
    /// # Examples
    ///
    /// An interval whose first tick is a period from now:
    ///
    /// ```
    /// use std::time::Duration;
    /// use wakeful::time::NEVER;
    /// use wakeful::time::local::{MockClock, Timers};
    ///
    /// let timers: Timers<MockClock> = Timers::new(MockClock::new());
    /// let second = Duration::from_secs(1);
    /// let interval = timers.interval_at(timers.after(second), second);
    /// assert_eq!(interval.next_tick(), 1_000_000_000);
    /// assert_eq!(timers.after(Duration::MAX), NEVER);
    /// ```
    #[inline]
    pub fn after(&self, duration: Duration) -> u64 {
        after(self.now(), duration)
    }

    /// Wakes whoever is due, in order. Returns when to call it again, or `None` if nobody waits.
    ///
    /// The time is read once. What is returned is not after the earliest deadline, and with a [`Heap`] is
    /// the earliest deadline; a [`Wheel`](crate::time::Wheel) may want to be called before. If something
    /// is registered later that is due before what was returned, the clock is told by
    /// [`set_alarm`](Clock::set_alarm).
    ///
    /// Any number of threads may call it; each wakes some.
    ///
    /// # Panics
    ///
    /// If a waker does, when all have been woken.
    pub fn check_expirations(&self) -> Option<u64> {
        let now = self.now();
        let mut batch = Batch::new();
        let mut alarm = NEVER;
        wake_each(|| {
            loop {
                if let Some(waker) = batch.pop() {
                    return Some(waker);
                }
                let more = self.line.with(|line| {
                    let more = line.expire(now, &mut batch);
                    alarm = line.alarm;
                    more
                });
                if !more && batch.is_empty() {
                    return None;
                }
            }
        });
        (alarm != NEVER).then_some(alarm)
    }

    /// The same as [`check_expirations`](Self::check_expirations).
    pub fn fire(&self) -> Option<u64> {
        self.check_expirations()
    }
}

impl<C, L: RawLock, Q: Queue> fmt::Debug for Timers<C, L, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timers").field("is_empty", &self.is_empty()).finish_non_exhaustive()
    }
}
