//! Sleeping without timers of one's own.

use core::time::Duration;
use std::time::Instant;

use super::Global;
use crate::time::generic::{Interval, Sleep, Timeout};
use crate::time::{Handle, StdClock};

/// Waits until `duration` has passed from now on.
///
/// Use it under any executor. A duration that no clock can reach, such as [`Duration::MAX`], means for ever.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, Instant};
/// use wakeful::executor::block_on;
/// use wakeful::time::sleep;
///
/// let start = Instant::now();
/// block_on(sleep(Duration::from_millis(5)));
/// assert!(start.elapsed() >= Duration::from_millis(5));
/// ```
///
/// # Cancel safety
///
/// Strict.
///
/// # Panics
///
/// If the driver's thread is needed and cannot be started: see [`Global`].
pub fn sleep(duration: Duration) -> Sleep<Global> {
    Sleep::new(Global, duration)
}

/// Waits until `deadline`.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, Instant};
/// use wakeful::executor::block_on;
/// use wakeful::time::sleep_until;
///
/// let deadline = Instant::now() + Duration::from_millis(5);
/// block_on(sleep_until(deadline));
/// assert!(Instant::now() >= deadline);
/// ```
///
/// # Cancel safety
///
/// Strict.
///
/// # Panics
///
/// If the driver's thread is needed and cannot be started: see [`Global`].
pub fn sleep_until(deadline: Instant) -> Sleep<Global> {
    Sleep::until(Global, StdClock::at(deadline))
}

/// Ticks every `period`, from now on: the first tick is due at once.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, Instant};
/// use wakeful::executor::block_on;
/// use wakeful::time::interval;
///
/// let start = Instant::now();
/// let mut interval = interval(Duration::from_millis(2));
/// block_on(async {
///     for _ in 0..3 {
///         interval.tick().await;
///     }
/// });
/// assert!(start.elapsed() >= Duration::from_millis(4));
/// ```
///
/// # Panics
///
/// If `period` is zero.
#[track_caller]
pub fn interval(period: Duration) -> Interval<Global> {
    Interval::new(Global, Global.timers().now(), period)
}

/// Ticks every `period`, from `start` on.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, Instant};
/// use wakeful::executor::block_on;
/// use wakeful::time::interval_at;
///
/// let start = Instant::now() + Duration::from_millis(3);
/// let mut interval = interval_at(start, Duration::from_secs(3600));
/// block_on(interval.tick());
/// assert!(Instant::now() >= start);
/// ```
///
/// # Panics
///
/// If `period` is zero.
#[track_caller]
pub fn interval_at(start: Instant, period: Duration) -> Interval<Global> {
    Interval::new(Global, StdClock::at(start), period)
}

/// Runs `future` for at most `duration`, from its first poll on.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wakeful::executor::block_on;
/// use wakeful::time::{Elapsed, timeout};
///
/// let hours = Duration::from_secs(3600);
/// assert_eq!(block_on(timeout(hours, async { 1 + 1 })), Ok(2));
///
/// let forever = std::future::pending::<()>();
/// let result = block_on(timeout(Duration::from_millis(5), forever));
/// assert_eq!(result, Err(Elapsed));
/// ```
///
/// # Cancel safety
///
/// That of `future`.
///
/// # Panics
///
/// If the driver's thread is needed and cannot be started: see [`Global`].
pub const fn timeout<F: Future>(duration: Duration, future: F) -> Timeout<F, Global> {
    Timeout::new(Global, duration, future)
}

/// Runs `future` until `deadline`.
///
/// If that is in the past, `future` is polled once.
///
/// # Examples
///
/// ```
/// use std::time::Instant;
/// use wakeful::executor::block_on;
/// use wakeful::time::timeout_at;
///
/// let past = Instant::now();
/// assert_eq!(block_on(timeout_at(past, async { 1 + 1 })), Ok(2));
/// assert!(block_on(timeout_at(past, std::future::pending::<()>())).is_err());
/// ```
///
/// # Cancel safety
///
/// That of `future`.
///
/// # Panics
///
/// If the driver's thread is needed and cannot be started: see [`Global`].
pub fn timeout_at<F: Future>(deadline: Instant, future: F) -> Timeout<F, Global> {
    Timeout::until(Global, StdClock::at(deadline), future)
}
