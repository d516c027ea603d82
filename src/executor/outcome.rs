//! What somebody computes and one other awaits.

use core::fmt;
use core::mem;
use core::task::{Context, Poll};

use crate::lock::{Locked, RawLock};
use crate::wait::WakerCell;

/// The place of one output: one *maker* fills it, one *waiter* awaits it.
///
/// | state | means | `finish` makes it | `poll` makes it | `leave` makes it |
/// |---|---|---|---|---|
/// | `Awaited` | nothing yet | `Done` | waits | `Left` |
/// | `Left` | nobody waits any more | gives the output back | | |
/// | `Done` | it is there, or there will be none | | `Left`, gives it | `Left`, gives it |
#[allow(unreachable_pub, reason = "for the model checker")]
pub struct Outcome<T, L> {
    state: Locked<State<T>, L>,
    waiter: WakerCell<L>,
}

enum State<T> {
    Awaited,
    Left,
    Done(T),
}

#[allow(unreachable_pub, reason = "for the model checker")]
impl<T, L: RawLock> Outcome<T, L> {
    /// A place without an output.
    pub const fn new() -> Self {
        Self { state: Locked::new(State::Awaited), waiter: WakerCell::new() }
    }

    /// Fills the place, and wakes who waits.
    ///
    /// # Errors
    ///
    /// The output, if nobody waits any more.
    pub fn finish(&self, output: T) -> Result<(), T> {
        self.state.with(|state| match state {
            State::Awaited => {
                *state = State::Done(output);
                Ok(())
            }
            State::Left | State::Done(_) => Err(output),
        })?;
        self.waiter.wake();
        Ok(())
    }

    /// Whether the output is there.
    pub fn is_done(&self) -> bool {
        self.state.with(|state| matches!(state, State::Done(_)))
    }

    /// The output, if it is there; else the task of `cx` is woken when it is.
    pub fn poll(&self, cx: &mut Context<'_>) -> Poll<T> {
        if let Some(output) = self.take() {
            return Poll::Ready(output);
        }
        self.waiter.register(cx.waker());
        self.take().map_or(Poll::Pending, Poll::Ready)
    }

    fn take(&self) -> Option<T> {
        self.state.with(|state| match mem::replace(state, State::Left) {
            State::Done(output) => Some(output),
            other => {
                *state = other;
                None
            }
        })
    }

    /// Nobody waits any more. What is there is the caller's.
    pub fn leave(&self) -> Option<T> {
        let state = self.state.with(|state| mem::replace(state, State::Left));
        drop(self.waiter.take());
        if let State::Done(output) = state { Some(output) } else { None }
    }
}

impl<T, L: RawLock> fmt::Debug for Outcome<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome").field("is_done", &self.is_done()).finish()
    }
}
