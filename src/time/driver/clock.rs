//! The clock of the process' timers.

use super::process::{self, CHARGE};
use crate::executor::{here, install, is_own, is_polled_again};
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
        CHARGE.nearer(here(), &process::Process);
    }

    fn waits(&self, waker: WakerId) {
        // The answer to any waker, and quicker than to ask whose it is.
        if CHARGE.is_with_thread() {
            return;
        }
        install(&super::hook::Hook);
        let own = is_own(waker.data(), waker.vtable()).then(here);
        CHARGE.waits(own, &process::Process);
    }

    fn is_held_up(&self) -> bool {
        CHARGE.is_lent() && is_polled_again()
    }
}
