//! How a thread sleeps until it is woken: its own mutex and condition variable, never the token of
//! `std::thread::park`, which belongs to the user.

use std::sync::Arc;
use std::task::Wake;
use std::time::Duration;

use super::sync::{AtomicU32, Condvar, Mutex, MutexGuard, Ordering, PoisonError, oust};

/// | state | means | `unpark` makes it | `park` makes it | `go_elsewhere` makes it |
/// |---|---|---|---|---|
/// | `EMPTY` | nothing happened | `NOTIFIED` | `PARKED`, and sleeps | `ELSEWHERE` |
/// | `NOTIFIED` | woken since the last park | `NOTIFIED` | `EMPTY`, and returns | `EMPTY`, and returns `false` |
/// | `PARKED` | the thread sleeps | `NOTIFIED`, and signals | | |
/// | `ELSEWHERE` | the thread sleeps where devices are, or is about to | `NOTIFIED`, and ousts whoever sleeps there | | |
#[derive(Debug)]
pub(crate) struct Parker {
    state: AtomicU32,
    lock: Mutex<()>,
    signal: Condvar,
}

pub(super) const EMPTY: u32 = 0;
const NOTIFIED: u32 = 1;
const PARKED: u32 = 2;
const ELSEWHERE: u32 = 3;

impl Parker {
    /// Of these parts, the first of which is `EMPTY`.
    pub(super) const fn of(state: AtomicU32, lock: Mutex<()>, signal: Condvar) -> Self {
        Self { state, lock, signal }
    }

    /// Sleeps until somebody unparks; returns at once if that happened since the last time.
    pub(crate) fn park(&self) {
        self.park_with(|guard| Ok(self.signal.wait(guard).unwrap_or_else(PoisonError::into_inner)));
    }

    /// Sleeps until somebody unparks, or so long; returns at once if somebody did since the last time.
    /// Returns whether somebody did.
    pub(crate) fn park_timeout(&self, timeout: Duration) -> bool {
        self.park_with(|guard| {
            let woken = self.signal.wait_timeout(guard, timeout);
            let (guard, _) = woken.unwrap_or_else(PoisonError::into_inner);
            // Whoever parked looks at the clock: it may as well be early.
            Err(guard)
        })
    }

    /// Whether somebody did since the last time. Does not sleep.
    #[allow(dead_code, reason = "for executors")]
    #[inline]
    pub(crate) fn take(&self) -> bool {
        self.state.load(Ordering::Relaxed) == NOTIFIED
            && self.state.swap(EMPTY, Ordering::Acquire) == NOTIFIED
    }

    /// Says that the thread is to sleep where devices are, unless somebody unparked it since the last time.
    pub(crate) fn go_elsewhere(&self) -> bool {
        // ORDERING: Acquire: pairs with the Release of `unpark`.
        let gone =
            self.state.compare_exchange(EMPTY, ELSEWHERE, Ordering::Acquire, Ordering::Acquire);
        if gone.is_err() {
            self.state.swap(EMPTY, Ordering::Acquire);
        }
        gone.is_ok()
    }

    /// Whether somebody unparked since the last time: to be asked again by who does not sleep then.
    #[allow(dead_code, reason = "for devices")]
    pub(crate) fn is_unparked(&self) -> bool {
        self.state.load(Ordering::Relaxed) == NOTIFIED
    }

    /// The thread does not sleep elsewhere any more. Returns whether somebody unparked it.
    #[allow(dead_code, reason = "for devices")]
    pub(crate) fn come_back(&self) -> bool {
        self.state.swap(EMPTY, Ordering::Acquire) == NOTIFIED
    }

    /// Sleeps by `wait` until it returns `Err`, or somebody unparks. Returns whether somebody did.
    #[inline(always)]
    fn park_with<'a>(
        &'a self,
        wait: impl Fn(MutexGuard<'a, ()>) -> Result<MutexGuard<'a, ()>, MutexGuard<'a, ()>>,
    ) -> bool {
        if self.state.swap(EMPTY, Ordering::Acquire) == NOTIFIED {
            return true;
        }
        let mut guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        // Fails if an unpark came in between; then the loop ends before it sleeps.
        let _ = self.state.compare_exchange(EMPTY, PARKED, Ordering::Relaxed, Ordering::Relaxed);
        while self.state.load(Ordering::Relaxed) != NOTIFIED {
            match wait(guard) {
                Ok(again) => guard = again,
                Err(_) => break,
            }
        }
        // ORDERING: Acquire: pairs with the Release of `unpark`. A swap, to see the latest one.
        self.state.swap(EMPTY, Ordering::Acquire) == NOTIFIED
    }

    pub(crate) fn unpark(&self) {
        match self.state.swap(NOTIFIED, Ordering::Release) {
            PARKED => {
                // The sleeper holds the lock from its exchange to its wait: with the lock in hand,
                // it either waits already or sees `NOTIFIED`. Signalled after the unlock, it does
                // not run into the lock.
                drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner));
                self.signal.notify_one();
            }
            ELSEWHERE => oust(),
            _ => {}
        }
    }
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        self.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.unpark();
    }
}
