//! What those in charge do for timers.

use std::time::Instant;

use super::TIMERS;
use crate::executor;
use crate::time::StdClock;

/// The timers of the process.
pub(super) struct Client;

impl executor::Timers for Client {
    fn look(&self) -> Option<Instant> {
        TIMERS.check_expirations().and_then(StdClock::instant)
    }

    fn is_idle(&self) -> bool {
        TIMERS.is_empty()
    }
}
