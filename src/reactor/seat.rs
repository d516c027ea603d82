//! Who is in the poller: one at a time, and whoever wants him out gets him out.

use super::sync::{AtomicU32, Mutex, MutexGuard, Ordering, PoisonError, TryLockError};

/// | the bell | means | `ring` makes it | the one in the seat makes it |
/// |---|---|---|---|
/// | `AWAKE` | nobody sleeps | `RUNG` | `ASLEEP`, asks whether to sleep, and does |
/// | `ASLEEP` | the one in the seat sleeps, or is about to | `RUNG`, and tells the system | `AWAKE`, when it sleeps no more |
/// | `RUNG` | somebody rang since | `RUNG` | `AWAKE`, and does not sleep |
///
/// Who rings has changed before what is asked. All steps are read-modify-writes: either the one in the seat comes
/// later, and sees the change, or it is found asleep. So the system is told only if there is somebody to wake.
///
/// A ring may be heard by another one than was meant. So whoever has heard one asks anew all that concerns him; and
/// who was meant asks when he has said that he sleeps.
#[derive(Debug)]
pub(super) struct Seat<T> {
    bell: AtomicU32,
    /// What the one in the seat needs.
    seat: Mutex<T>,
}

const AWAKE: u32 = 0;
const ASLEEP: u32 = 1;
const RUNG: u32 = 2;

/// How the attempt to sleep ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sat<R> {
    /// It slept.
    Slept(R),
    /// It was not to sleep, or somebody rang: what concerns it is to be asked anew.
    Stayed,
    /// Somebody else is in the seat.
    Taken,
}

impl<T> Seat<T> {
    pub(super) const fn of(bell: AtomicU32, seat: Mutex<T>) -> Self {
        Self { bell, seat }
    }

    /// The seat, if nobody is in it.
    pub(super) fn take(&self) -> Option<MutexGuard<'_, T>> {
        match self.seat.try_lock() {
            Ok(seat) => Some(seat),
            Err(TryLockError::Poisoned(seat)) => Some(PoisonError::into_inner(seat)),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Sits down, and sleeps by `sleep` if `may_sleep` says so: when a ring would be heard.
    pub(super) fn sleep<R>(
        &self,
        may_sleep: impl FnOnce() -> bool,
        sleep: impl FnOnce(&mut T) -> R,
    ) -> Sat<R> {
        let Some(mut seat) = self.take() else { return Sat::Taken };
        let lain = self.bell.compare_exchange(AWAKE, ASLEEP, Ordering::AcqRel, Ordering::Acquire);
        let slept = (lain.is_ok() && may_sleep()).then(|| sleep(&mut seat));
        self.bell.swap(AWAKE, Ordering::AcqRel);
        slept.map_or(Sat::Stayed, Sat::Slept)
    }

    /// Ends a sleep, or the next one. Whether the system is to be told.
    pub(super) fn ring(&self) -> bool {
        self.bell.swap(RUNG, Ordering::AcqRel) == ASLEEP
    }
}
