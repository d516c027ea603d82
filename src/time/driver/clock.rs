//! The clock of the process' timers.

use super::client::Client;
use crate::executor;
use crate::time::{Clock, StdClock, WakerId};

/// The clock of [`Global`](super::Global): the time of [`StdClock`], and an alarm that rings.
#[derive(Debug)]
pub struct DriverClock(());

impl DriverClock {
    pub(super) const NEW: Self = Self(());
}

impl Clock for DriverClock {
    #[inline]
    fn now(&self) -> u64 {
        StdClock.now()
    }

    fn set_alarm(&self, _at: u64) {
        // Before anybody looks whether there are timers.
        executor::serve_timers(&Client);
        executor::nearer();
    }

    fn waits(&self, waker: WakerId) {
        executor::serve_timers(&Client);
        executor::waits(waker.data(), waker.vtable());
    }

    fn is_held_up(&self) -> bool {
        executor::is_held_up()
    }
}
