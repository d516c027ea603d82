//! How a thread sleeps until it is woken: its own mutex and condition variable, never the token of
//! `std::thread::park`, which belongs to the user.

use core::cell::RefCell;
use core::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Wake, Waker};
use std::time::Duration;
use std::vec::Vec;

/// | state | means | `unpark` makes it | `park` makes it |
/// |---|---|---|---|
/// | `EMPTY` | nothing happened | `NOTIFIED` | `PARKED`, and sleeps |
/// | `NOTIFIED` | woken since the last park | `NOTIFIED` | `EMPTY`, and returns |
/// | `PARKED` | the thread sleeps | `NOTIFIED`, and signals | |
#[derive(Debug)]
pub(super) struct Parker {
    state: AtomicU32,
    lock: Mutex<()>,
    signal: Condvar,
}

const EMPTY: u32 = 0;
const NOTIFIED: u32 = 1;
const PARKED: u32 = 2;

impl Parker {
    const fn new() -> Self {
        Self { state: AtomicU32::new(EMPTY), lock: Mutex::new(()), signal: Condvar::new() }
    }

    /// Sleeps until somebody unparks; returns at once if that happened since the last time.
    pub(super) fn park(&self) {
        self.park_with(|guard| Ok(self.signal.wait(guard).unwrap_or_else(PoisonError::into_inner)));
    }

    /// Sleeps until somebody unparks, or so long; returns at once if somebody did since the last time.
    pub(super) fn park_timeout(&self, timeout: Duration) {
        self.park_with(|guard| {
            let woken = self.signal.wait_timeout(guard, timeout);
            let (guard, _) = woken.unwrap_or_else(PoisonError::into_inner);
            // Whoever parked looks at the clock: it may as well be early.
            Err(guard)
        });
    }

    /// Sleeps by `wait` until it returns `Err`, or somebody unparks.
    #[inline(always)]
    fn park_with<'a>(
        &'a self,
        wait: impl Fn(MutexGuard<'a, ()>) -> Result<MutexGuard<'a, ()>, MutexGuard<'a, ()>>,
    ) {
        if self.state.swap(EMPTY, Ordering::Acquire) == NOTIFIED {
            return;
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
        self.state.swap(EMPTY, Ordering::Acquire);
    }

    fn unpark(&self) {
        if self.state.swap(NOTIFIED, Ordering::Release) == PARKED {
            // The sleeper holds the lock from its exchange to its wait: with the lock in hand, it
            // either waits already or sees `NOTIFIED`. Signalled after the unlock, it does not
            // run into the lock.
            drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner));
            self.signal.notify_one();
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

/// A parker and the waker that unparks it, taken from the thread's own store.
///
/// A nested `block_on` takes another one, so that it cannot swallow the wake-ups of the outer one.
#[derive(Debug)]
pub(super) struct Parking {
    pub(super) parker: Arc<Parker>,
    pub(super) waker: Waker,
}

/// How many a thread keeps: calls nested deeper than that allocate.
const KEPT: usize = 4;

std::thread_local! {
    /// Those that no call uses now.
    static STORE: RefCell<Vec<Parking>> = const { RefCell::new(Vec::new()) };
}

impl Parking {
    /// One of the thread's, or a new one.
    pub(super) fn take() -> Self {
        // While the thread ends, its store may be gone: then a new one every time.
        let stored = STORE.try_with(|store| store.borrow_mut().pop());
        stored.ok().flatten().unwrap_or_else(|| {
            let parker = Arc::new(Parker::new());
            let waker = Waker::from(parker.clone());
            Self { parker, waker }
        })
    }

    /// Back to the thread's store. A wake-up that comes late makes the next `park` return early,
    /// once, and that is allowed.
    pub(super) fn put_back(self) {
        // If the store is gone, so is the parking: `self` is dropped in there.
        let _ = STORE.try_with(|store| {
            let mut store = store.borrow_mut();
            if store.len() < KEPT {
                store.push(self);
            }
        });
    }
}
