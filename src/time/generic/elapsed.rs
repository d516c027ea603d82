//! The time was out.

use core::error::Error;
use core::fmt;

/// The time was out before the future was ready.
///
/// # Examples
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Poll, Waker};
/// use wakeful::time::local::{MockClock, Timers};
///
/// let clock = MockClock::new();
/// let timers = Timers::<_>::new(&clock);
/// let mut timeout = pin!(timers.timeout_at(0, std::future::pending::<()>()));
/// let mut cx = Context::from_waker(Waker::noop());
/// let Poll::Ready(Err(elapsed)) = timeout.as_mut().poll(&mut cx) else { panic!() };
/// assert_eq!(elapsed.to_string(), "the time is out");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed;

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time is out")
    }
}

impl Error for Elapsed {}
