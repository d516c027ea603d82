//! Wake the one that waits.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use crate::lock::{RawLock, State};
use crate::wait::{WakerCell, completed};

/// A signal for a single waiter.
///
/// Use it where one task at a time waits, and many, interrupt handlers included, wake it: no list,
/// and a future of one word. For many waiters use [`Notify`](super::Notify).
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::SingleWaiterNotify;
///
/// static DATA_READY: SingleWaiterNotify = SingleWaiterNotify::new();
///
/// std::thread::spawn(|| DATA_READY.notify_one()); // an interrupt handler, say
/// block_on(DATA_READY.notified());
/// ```
///
/// # Deadlocks
///
/// If two tasks wait, the one that was polled last is woken.
///
/// # Cancel safety
///
/// Strict: a notification is stored until a poll takes it. A future that is dropped leaves its waker
/// behind, until another waits or a notification comes, which then wakes its task for nothing.
///
/// # Memory ordering
///
/// What happened before a `notify_one` is seen after the `notified` that it completes, also if a
/// notification was stored already; therefore each is an atomic read-modify-write.
///
/// # Cost
///
/// Six words; the future is one. `notify_one` is three read-modify-writes, two if nobody waits, one if
/// a notification is stored already.
pub struct SingleWaiterNotify<L> {
    notified: State<L>,
    waiter: WakerCell<L>,
}

impl<L: RawLock> SingleWaiterNotify<L> {
    /// Nobody waits, nothing is stored.
    pub const fn new() -> Self {
        Self { notified: State::new(0), waiter: WakerCell::new() }
    }

    /// Wakes the waiter, or stores the notification for the next to come.
    pub fn notify_one(&self) {
        let mut now = self.notified.load();
        while let Err(other) = self.notified.exchange(now, 1) {
            now = other;
        }
        // If one was stored, its waiter has been woken, or checks before it sleeps.
        if now == 0 {
            self.waiter.wake();
        }
    }

    /// Waits for a notification, and takes it.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub const fn notified(&self) -> SingleNotified<'_, L> {
        SingleNotified { notify: Some(self) }
    }

    /// Takes the notification if one is stored.
    pub fn try_take(&self) -> bool {
        // A load first: to find nothing is to have seen nothing.
        self.notified.load() == 1 && self.notified.exchange(1, 0).is_ok()
    }
}

impl<L: RawLock> Default for SingleWaiterNotify<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock> fmt::Debug for SingleWaiterNotify<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleWaiterNotify")
            .field("notified", &(self.notified.load() == 1))
            .finish()
    }
}

/// The future of [`SingleWaiterNotify::notified`].
#[must_use = "futures do nothing unless polled"]
pub struct SingleNotified<'a, L> {
    notify: Option<&'a SingleWaiterNotify<L>>,
}

impl<L> SingleNotified<'_, L> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.notify.is_none()
    }
}

impl<L: RawLock> Future for SingleNotified<'_, L> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(notify) = self.notify else { completed() };
        if !notify.try_take() {
            notify.waiter.register(cx.waker());
            if !notify.try_take() {
                return Poll::Pending;
            }
        }
        self.notify = None;
        Poll::Ready(())
    }
}

impl<L> fmt::Debug for SingleNotified<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleNotified").field("completed", &self.is_terminated()).finish()
    }
}
