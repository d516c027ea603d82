//! The clock of the operating system.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::clock::after;
use super::{Clock, NEVER};

static START: OnceLock<Instant> = OnceLock::new();

/// The monotonic clock of `std`: nanoseconds since its first use in the process.
///
/// # Examples
///
/// ```
/// use std::time::Instant;
/// use wakeful::time::{Clock, StdClock};
///
/// let start = StdClock.now();
/// assert!(StdClock::at(Instant::now()) >= start);
/// ```
///
/// # Panics
///
/// Every method on `wasm32-unknown-unknown`, where `std` has no clock: use a [`Clock`] of your own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StdClock;

impl StdClock {
    /// The time of this clock at `instant`; 0 if that was before its first use.
    pub fn at(instant: Instant) -> u64 {
        let start = *START.get_or_init(Instant::now);
        after(0, instant.saturating_duration_since(start))
    }

    /// The instant at which this clock shows `time`, if there is one: not for [`NEVER`](super::NEVER).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use wakeful::executor::block_on;
    /// use wakeful::time::{NEVER, StdClock, interval};
    ///
    /// let mut interval = interval(Duration::from_millis(5));
    /// let tick = block_on(interval.tick());
    /// assert!(StdClock::instant(tick).unwrap() <= Instant::now());
    /// assert_eq!(StdClock::instant(NEVER), None);
    /// ```
    pub fn instant(time: u64) -> Option<Instant> {
        let start = *START.get_or_init(Instant::now);
        if time == NEVER { None } else { start.checked_add(Duration::from_nanos(time)) }
    }
}

impl Clock for StdClock {
    #[inline]
    fn now(&self) -> u64 {
        Self::at(Instant::now())
    }
}
