//! What `select!` asks of a future.

use std::future::{Future, ready};
use std::pin::{Pin, pin};

use futures_core::FusedFuture;
use wakeful::time::local;

use crate::support::{millis, nanos, poll};

type Timers<'a> = local::Timers<&'a local::MockClock>;

/// Polled for the first time, and when it is 10.
fn completes<F: FusedFuture>(timers: &Timers<'_>, mut future: Pin<&mut F>) {
    assert!(!future.is_terminated());
    assert!(poll(future.as_mut()).is_pending());
    assert!(!future.is_terminated());
    timers.clock().set(10);
    timers.check_expirations();
    assert!(!future.is_terminated(), "it is to be polled");
    assert!(poll(future.as_mut()).is_ready());
    assert!(future.is_terminated());
    timers.clock().set(0);
}

fn fused<F: Future + FusedFuture>(future: F) -> F {
    future
}

#[test]
fn a_future_of_time_says_when_it_has_completed() {
    let clock = local::MockClock::new();
    let timers = Timers::new(&clock);
    let mut sleep = pin!(timers.sleep_until(10));
    completes(&timers, sleep.as_mut());
    sleep.as_mut().reset(10);
    completes(&timers, sleep);
    let mut interval = timers.interval_at(10, millis(1));
    completes(&timers, pin!(interval.tick()));
    completes(&timers, pin!(timers.timeout(nanos(10), std::future::pending::<()>())));
    let mut timeout = pin!(fused(timers.timeout(nanos(10), ready(()))));
    assert!(poll(timeout.as_mut()).is_ready());
    assert!(timeout.is_terminated());
}
