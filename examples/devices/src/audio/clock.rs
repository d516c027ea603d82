//! A clock that counts frames.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use wakeful::time::generic::Sleep;
use wakeful::time::{Handle, NEVER};

const SECOND: u128 = 1_000_000_000;

/// Tells how many frames are due.
///
/// It counts from when it was made, with integers: after `t` nanoseconds all whole periods in `t * rate / 10^9` frames
/// were due, however late and however often it was asked. So it neither drifts nor sums up rounding, as an
/// interval would whose period is no whole number of nanoseconds.
///
/// On `Global` it is the clock of the process; on `Timers` over a `MockClock` a test is the clock.
///
/// # Cost
///
/// One timer, in one allocation; it moves when the clock is asked too early.
pub struct SampleClock<H: Handle> {
    rate: u32,
    period: u32,
    start: u64,
    /// How many frames were told.
    told: u64,
    sleep: Pin<Box<Sleep<H>>>,
}

impl<H: Handle> SampleClock<H> {
    /// A clock of `rate` frames a second, which begins now and tells of `period` frames at a time.
    ///
    /// # Panics
    ///
    /// If one of them is 0.
    #[track_caller]
    pub fn new(handle: H, rate: u32, period: u32) -> Self {
        assert!(rate > 0, "a sample clock needs a rate, such as 48000 frames a second");
        assert!(period > 0, "a sample clock needs a period, such as 256 frames");
        let start = handle.timers().now();
        let sleep = Box::pin(Sleep::until(handle, NEVER));
        Self { rate, period, start, told: 0, sleep }
    }

    /// Frames a second.
    pub const fn rate(&self) -> u32 {
        self.rate
    }

    /// How many frames it has told of.
    pub const fn told(&self) -> u64 {
        self.told
    }

    /// Waits until a period has passed since the one that it told of last, then tells how many frames that are.
    /// Asked late, it tells of several without a wait.
    pub fn poll_due(&mut self, cx: &mut Context<'_>) -> Poll<usize> {
        loop {
            let now = self.sleep.handle().timers().now();
            let passed = frames(now.saturating_sub(self.start), self.rate);
            let next = self.told + u64::from(self.period);
            if passed >= next {
                self.told = next;
                return Poll::Ready(self.period as usize);
            }
            let deadline = self.start.saturating_add(nanoseconds(next, self.rate));
            if self.sleep.deadline() != deadline || self.sleep.is_terminated() {
                self.sleep.as_mut().reset(deadline);
            }
            ready!(self.sleep.as_mut().poll(cx));
        }
    }
}

/// How many whole frames there are in that time.
fn frames(nanoseconds: u64, rate: u32) -> u64 {
    (u128::from(nanoseconds) * u128::from(rate) / SECOND) as u64
}

/// After what time so many frames have passed: the first moment at which [`frames`] says so.
fn nanoseconds(frames: u64, rate: u32) -> u64 {
    let time = (u128::from(frames) * SECOND).div_ceil(u128::from(rate));
    u64::try_from(time).unwrap_or(NEVER)
}

impl<H: Handle> fmt::Debug for SampleClock<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("SampleClock");
        debug.field("rate", &self.rate).field("told", &self.told).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;
    use std::time::Duration;

    use wakeful::time::local::{MockClock, Timers};

    use super::*;

    #[test]
    fn a_deadline_is_the_first_moment_of_its_frame() {
        for rate in [1, 7, 8_000, 44_100, 48_000, 96_000, u32::MAX] {
            for n in [0, 1, 2, 255, 256, 44_100, 1 << 40] {
                let at = nanoseconds(n, rate);
                if at != NEVER {
                    assert!(frames(at, rate) >= n, "{rate}, {n}");
                    assert!(at == 0 || frames(at - 1, rate) < n.max(1), "{rate}, {n}");
                }
            }
        }
    }

    #[test]
    fn what_is_told_adds_up_to_what_has_passed_however_late_it_is_asked() {
        let timers = Timers::<_>::new(MockClock::new());
        let mut clock = SampleClock::new(&timers, 44_100, 256);
        let mut cx = Context::from_waker(Waker::noop());
        let mut sum = 0;
        // Between a third of a period and eight of them, the same every time.
        for step in (1..=400_u64).map(|n| n * n % 47 * 1_000_003) {
            timers.clock().advance(Duration::from_nanos(step));
            timers.check_expirations();
            while let Poll::Ready(due) = clock.poll_due(&mut cx) {
                assert_eq!(due, 256);
                sum += due as u64;
            }
            assert!(frames(timers.now(), 44_100) - sum < 256);
        }
        assert_eq!(sum, clock.told());
        assert!(sum > 100_000, "{sum}");
    }

    #[test]
    fn it_sleeps_until_the_very_moment() {
        let timers = Timers::<_>::new(MockClock::new());
        let mut clock = SampleClock::new(&timers, 44_100, 256);
        let mut cx = Context::from_waker(Waker::noop());
        for period in 1..1000 {
            assert_eq!(clock.poll_due(&mut cx), Poll::Pending);
            let at = timers.clock().alarm().expect("it waits");
            assert_eq!(at, nanoseconds(period * 256, 44_100));
            timers.clock().set(at - 1);
            timers.check_expirations();
            assert_eq!(clock.poll_due(&mut cx), Poll::Pending);
            timers.clock().set(at);
            timers.check_expirations();
            assert_eq!(clock.poll_due(&mut cx), Poll::Ready(256));
        }
    }

    #[test]
    #[should_panic = "a sample clock needs a rate"]
    fn a_rate_of_nothing_is_refused() {
        let timers = Timers::<_>::new(MockClock::new());
        drop(SampleClock::new(&timers, 0, 1));
    }
}
