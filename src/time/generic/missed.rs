//! What an interval does when it is late.

/// How late a tick may be and still count as on time, in nanoseconds: no clock rings at once.
const ON_TIME: u64 = 5_000_000;

/// What an [`Interval`](super::Interval) does about ticks that nobody waited for when they were due.
///
/// A period of 50 ms, and a task that takes 200 ms once, after the first tick:
///
/// ```text
/// on time | 0 | 50 | 100 | 150 | 200 | 250 | 300 | 350 | 400 |
/// Burst   | 0 |                  200 200 200 200 250 | 300 | 350 | 400 |
/// Delay   | 0 |                  200 | 250 | 300 | 350 | 400 |
/// Skip    | 0 |                  200 | 250 | 300 | 350 | 400 |
/// ```
///
/// and one that takes 220 ms:
///
/// ```text
/// Burst   | 0 |                  220 220 220 220 | 250 | 300 | 350 |
/// Delay   | 0 |                  220 | 270 | 320 | 370 |
/// Skip    | 0 |                  220 | 250 | 300 | 350 |
/// ```
///
/// # Examples
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Poll, Waker};
/// use std::time::Duration;
/// use wakeful::time::MissedTickBehavior;
/// use wakeful::time::local::{MockClock, Timers};
///
/// let clock = MockClock::new();
/// let timers = Timers::<_>::new(&clock);
/// let mut interval = timers.interval(Duration::from_nanos(50));
/// interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
/// clock.set(220);
/// let mut cx = Context::from_waker(Waker::noop());
/// assert_eq!(pin!(interval.tick()).poll(&mut cx), Poll::Ready(0));
/// assert_eq!(interval.next_tick(), 250);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedTickBehavior {
    /// All of them are made up for at once; then it ticks as if nothing had been. For work that has to be
    /// done so often.
    #[default]
    Burst,
    /// The next tick is a period after the late one. For work that needs a rest in between.
    ///
    /// A tick that is at most 5 ms late, and less than a period, is not late; otherwise the
    /// delays of every clock would add up.
    Delay,
    /// The next tick is the next one that was due anyway. For work that is of use only at its time.
    Skip,
}

impl MissedTickBehavior {
    /// The tick after the one of `deadline`, which was taken `now`.
    pub(super) fn next(self, deadline: u64, now: u64, period: u64) -> u64 {
        let late = now.saturating_sub(deadline);
        match self {
            Self::Delay if late > ON_TIME || late >= period => now.saturating_add(period),
            Self::Skip => {
                let over = late - late % period;
                deadline.saturating_add(over).saturating_add(period)
            }
            _ => deadline.saturating_add(period),
        }
    }
}
