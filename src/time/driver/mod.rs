//! The timers of the process, and who drives them.

mod client;
mod clock;
mod functions;

pub use self::clock::DriverClock;
pub use self::functions::{interval, interval_at, sleep, sleep_until, timeout, timeout_at};

use super::generic::Timers;
use super::{Handle, Wheel};
use crate::lock::StdLock;

/// The timers of the process, which need no driver of yours: the handle behind [`sleep`],
/// [`interval`] and [`timeout`].
///
/// # Who wakes
///
/// A thread that sleeps in [`block_on`](crate::executor::block_on) or in `LocalExecutor::run`, if all who wait do
/// so with the waker of its calls or of the tasks there; no other thread is needed, and none is started. For all
/// others (other executors, `LocalExecutor::run_until` and `tick`, more than one thread, combinators that give
/// their children wakers of their own) a thread named
/// `wakeful-driver`, which is started when it is first needed and sleeps until the next deadline. Wakers
/// run on it: one that blocks delays all others (in `block_on`, those that were due together with it: for the
/// rest another thread takes over), one that panics harms none. A child process that was made by `fork` alone does not have that thread.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use wakeful::executor::block_on;
/// use wakeful::time::{Global, Sleep};
///
/// let sleep: Sleep = Sleep::new(Global, Duration::from_millis(1));
/// block_on(sleep);
/// ```
///
/// # Panics
///
/// The poll that needs the thread, or the [`reset`](crate::time::generic::Sleep::reset), panics if the thread
/// cannot be started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Global;

static TIMERS: Timers<DriverClock, StdLock, Wheel> = Timers::new(DriverClock::NEW);

// SAFETY: a static.
unsafe impl Handle for Global {
    type Clock = DriverClock;
    type Lock = StdLock;
    type Queue = Wheel;

    #[inline(always)]
    fn timers(&self) -> &Timers<DriverClock, StdLock, Wheel> {
        &TIMERS
    }
}
