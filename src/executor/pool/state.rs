//! How a pool comes to its end.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// | phase | `spawn` | workers | goes on |
/// |---|---|---|---|
/// | `Open` | as ever | poll | when the pool is shut down or dropped |
/// | `Draining` | as ever | poll; the last who is to sleep tells if no task is left | when that was told, or it is time |
/// | `Closing` | drops the future | drop tasks, and end when none is left | |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    Draining,
    Closing,
}

impl Phase {
    pub(super) const fn from_u8(phase: u8) -> Self {
        match phase {
            0 => Self::Open,
            1 => Self::Draining,
            _ => Self::Closing,
        }
    }
}

/// Whether no task was left.
pub(super) struct Drained {
    told: Mutex<bool>,
    signal: Condvar,
}

impl Drained {
    pub(super) const fn new() -> Self {
        Self { told: Mutex::new(false), signal: Condvar::new() }
    }

    pub(super) fn tell(&self) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.signal.notify_all();
    }

    /// Waits until it was told, at most so long.
    pub(super) fn wait(&self, limit: Duration) {
        let deadline = Instant::now().checked_add(limit);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        while !*told {
            let left = deadline.map_or(limit, |at| at.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return;
            }
            let woken = self.signal.wait_timeout(told, left);
            (told, _) = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }
}
