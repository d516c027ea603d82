//! One future, on this thread, until a deadline.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::driver::park;
use super::parking::{Kept, here};

/// Runs `future` on the current thread for at most `timeout`; `None` if that was not enough. A
/// timeout that the clock cannot reach means for ever.
pub(crate) fn block_on_timeout<F: Future>(
    timeout: Duration,
    mut future: Pin<&mut F>,
) -> Option<F::Output> {
    let deadline = Instant::now().checked_add(timeout);
    let kept = Kept::take(here());
    let parking = kept.parking();
    loop {
        let polled = future.as_mut().poll(&mut Context::from_waker(&parking.waker));
        if let Poll::Ready(output) = polled {
            return Some(output);
        }
        if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return None;
        }
        park(&parking.parker, deadline);
    }
}
