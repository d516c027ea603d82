//! Wait, with a mutex unlocked, until somebody says that its value may have changed.

use core::fmt;

use super::condvar_wait::CondvarWait;
use super::mutex::Mutex;
use super::mutex_guard::MutexGuard;
use crate::lock::{Locked, RawLock};
use crate::wait::{Handle, List, Primitive, Stage, wake_each};

/// A place to wait, with a mutex unlocked, for its value to change.
///
/// Use it when what tasks wait for is a condition on a value behind a [`Mutex`].
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::{Condvar, Mutex};
///
/// static QUEUE: Mutex<Vec<u32>> = Mutex::new(Vec::new());
/// static FILLED: Condvar = Condvar::new();
///
/// std::thread::scope(|s| {
///     s.spawn(|| {
///         block_on(async {
///             let guard = QUEUE.lock().await;
///             let mut queue = FILLED.wait_while(guard, |queue| queue.is_empty()).await;
///             assert_eq!(queue.pop(), Some(7));
///         })
///     });
///     block_on(async { QUEUE.lock().await.push(7) });
///     FILLED.notify_one();
/// });
/// ```
///
/// # How it hands over
///
/// ```text
///    condvar's list                                       mutex's queue
///  ┌───────────────────────────┐                        ┌─────────────┐
///  │ Waiting ── notify_one ──▶ Offered ── its poll ───────▶ lock      │
///  │    │                      │                        │             │
///  │    ├── notify_all, first ▶ Granted ── its poll ──────▶ lock      │
///  │    │                      │         └─ and takes ──┼──────┐      │
///  │    └── notify_all, rest ─▶ Summoned ──── along ──────▶ Waiting   │
///  └───────────────────────────┘                        └─────────────┘
/// ```
///
/// [`notify_all`](Self::notify_all) wakes the first waiter alone; it takes the others along to the
/// queue of the mutex, which wakes them one by one as it gets free: no stampede.
///
/// # Cancel safety
///
/// Weak: a future that was notified and is dropped before it has the mutex passes the notification
/// on, so none is lost; but the mutex, which the caller had locked, is unlocked.
///
/// # Deadlocks
///
/// The first of those whom `notify_all` called has to be polled or dropped: the others wait for it.
///
/// # Panics
///
/// If it is used with a mutex while tasks wait on it with another one. A future that is forgotten
/// while it waits does so for ever.
///
/// # Cost
///
/// Three words; the future is eight.
pub struct Condvar<L> {
    pub(super) parked: Locked<Parked, L>,
}

pub(super) struct Parked {
    pub(super) list: List<()>,
    /// The address of the mutex of those in the list. To compare, never to follow: a waiter that
    /// was forgotten stays in the list, and its mutex may be gone.
    pub(super) mutex: usize,
}

impl<L: RawLock> Condvar<L> {
    /// Nobody waits.
    pub const fn new() -> Self {
        Self { parked: Locked::new(Parked { list: List::new(), mutex: 0 }) }
    }

    /// Unlocks the mutex and waits to be notified; resolves to the guard when the mutex is locked
    /// again. The mutex is unlocked in the first poll, and nothing is missed from then on.
    ///
    /// Nobody is woken without a notification, but the value may have changed again by then: use
    /// [`wait_while`](Self::wait_while), or check it in a loop.
    ///
    /// # Cancel safety
    ///
    /// Weak. The notification is passed on, but the mutex stays unlocked.
    pub fn wait<H, T>(&self, guard: MutexGuard<H>) -> CondvarWait<'_, H, T, L>
    where
        H: Handle<Target = Mutex<T, L>>,
        T: ?Sized,
    {
        CondvarWait::new(self, guard)
    }

    /// Waits as long as `condition` is true of the value.
    ///
    /// The condition runs with the mutex locked, so it can be trusted.
    ///
    /// # Cancel safety
    ///
    /// Weak: as [`wait`](Self::wait).
    pub async fn wait_while<H, T>(
        &self,
        mut guard: MutexGuard<H>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<H>
    where
        H: Handle<Target = Mutex<T, L>>,
        T: ?Sized,
    {
        while condition(&mut guard) {
            guard = self.wait(guard).await;
        }
        guard
    }

    /// Wakes the first waiter that was not notified yet. If nobody waits, nothing is stored.
    pub fn notify_one(&self) {
        self.notify(Stage::Offered);
    }

    /// Wakes all who wait now, one after the other as the mutex gets free.
    pub fn notify_all(&self) {
        self.notify(Stage::Granted);
    }

    /// Takes those whom `notify_all` summoned to the queue of their mutex.
    pub(super) fn take_along<T: ?Sized>(&self, mutex: &Mutex<T, L>) {
        // Locks the mutex's queue, then the list: nobody does it the other way round.
        mutex.queue().adopt(|queue| {
            self.parked.with(|parked| {
                // The caller has left the list, and others may wait in there by now.
                if parked.mutex == (&raw const *mutex).addr() {
                    // SAFETY: all in one list belong to one mutex, this one, whose queue is locked;
                    // `look` and `leave` ask `is_moved` with the lock of the list held.
                    unsafe { parked.list.move_summoned(queue) }
                }
            });
        });
    }

    /// Moves the first waiter to `called`; if that says *all*, the others are to follow it.
    fn notify(&self, called: Stage) {
        let mut waker = None;
        self.parked.with(|parked| {
            let mut walk = parked.list.walk();
            while let Some(entry) = walk.entry() {
                if entry.stage() == Stage::Waiting {
                    if waker.is_none() {
                        waker = entry.take_waker(called);
                    } else {
                        entry.restage(Stage::Summoned);
                    }
                    if called == Stage::Offered {
                        break;
                    }
                }
                walk.skip();
            }
        });
        wake_each(|| waker.take());
    }
}

impl<L: RawLock> Default for Condvar<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock> fmt::Debug for Condvar<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waited_for = self.parked.with(|parked| !parked.list.is_empty());
        f.debug_struct("Condvar").field("waited_for", &waited_for).finish()
    }
}
