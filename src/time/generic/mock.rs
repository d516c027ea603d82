//! A clock for tests.

use core::fmt;
use core::time::Duration;

use super::super::clock::{Clock, NEVER, after};
use crate::lock::{Locked, RawLock};

/// A clock that stands still until it is told to go on.
///
/// Use it to test what waits for a time without waiting for it.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wakeful::time::{Clock, local};
///
/// let clock = local::MockClock::new();
/// let timers = local::Timers::<_>::new(&clock);
/// let mut sleep = std::pin::pin!(timers.sleep(Duration::from_secs(1)));
/// let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// assert!(sleep.as_mut().poll(&mut cx).is_pending());
/// assert_eq!(clock.alarm(), Some(1_000_000_000));
/// clock.advance(Duration::from_secs(1));
/// timers.check_expirations();
/// assert!(sleep.as_mut().poll(&mut cx).is_ready());
/// ```
pub struct MockClock<L> {
    state: Locked<State, L>,
}

struct State {
    now: u64,
    alarm: u64,
}

impl State {
    fn set(&mut self, now: u64) {
        self.now = now;
        if now >= self.alarm {
            self.alarm = NEVER;
        }
    }
}

impl<L: RawLock> MockClock<L> {
    /// A clock at 0.
    pub const fn new() -> Self {
        Self { state: Locked::new(State { now: 0, alarm: NEVER }) }
    }

    /// Goes on by `duration`, as far as it goes.
    pub fn advance(&self, duration: Duration) {
        self.state.with(|state| state.set(after(state.now, duration)));
    }

    /// Sets the time, back as well as forward.
    pub fn set(&self, now: u64) {
        self.state.with(|state| state.set(now));
    }

    /// When it would ring: the earliest time that it was told since it reached such a time.
    pub fn alarm(&self) -> Option<u64> {
        self.state.with(|state| (state.alarm != NEVER).then_some(state.alarm))
    }
}

impl<L: RawLock> Clock for MockClock<L> {
    fn now(&self) -> u64 {
        self.state.with(|state| state.now)
    }

    fn set_alarm(&self, at: u64) {
        self.state.with(|state| state.alarm = state.alarm.min(at));
    }
}

impl<L: RawLock> Default for MockClock<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock> fmt::Debug for MockClock<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (now, alarm) = self.state.with(|state| (state.now, state.alarm));
        let alarm = (alarm != NEVER).then_some(alarm);
        f.debug_struct("MockClock").field("now", &now).field("alarm", &alarm).finish()
    }
}
