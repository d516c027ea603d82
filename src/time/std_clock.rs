//! The clock of the operating system.

use std::sync::OnceLock;
use std::time::Instant;

use super::Clock;
use super::clock::after;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StdClock;

impl StdClock {
    /// The time of this clock at `instant`; 0 if that was before its first use.
    pub fn at(instant: Instant) -> u64 {
        let start = *START.get_or_init(Instant::now);
        after(0, instant.saturating_duration_since(start))
    }
}

impl Clock for StdClock {
    #[inline]
    fn now(&self) -> u64 {
        Self::at(Instant::now())
    }
}
