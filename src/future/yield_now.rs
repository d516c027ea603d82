//! Let the others go first.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use crate::wait::completed;

/// Gives the other tasks of the executor a turn.
///
/// Use it in a long computation, or in a loop whose futures are always ready. It is pending once, and wakes
/// its own task (by reference: no waker is cloned), which therefore comes last in an executor that keeps a
/// queue.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::future::yield_now;
///
/// let total = block_on(async {
///     let mut total = 0;
///     for n in 0..1000_u32 {
///         total += n;
///         if n % 100 == 0 {
///             yield_now().await;
///         }
///     }
///     total
/// });
/// assert_eq!(total, 499_500);
/// ```
pub const fn yield_now() -> YieldNow {
    YieldNow(State::New)
}

/// The future of [`yield_now`].
///
/// # Cancel safety
///
/// Strict: there is nothing to lose.
///
/// # Panics
///
/// If polled after it completed.
#[derive(Debug)]
#[must_use = "futures do nothing unless polled"]
pub struct YieldNow(State);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Yielded,
    Done,
}

impl YieldNow {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        matches!(self.0, State::Done)
    }
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.0 {
            State::New => {
                self.0 = State::Yielded;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            State::Yielded => {
                self.0 = State::Done;
                Poll::Ready(())
            }
            State::Done => completed(),
        }
    }
}
