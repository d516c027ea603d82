//! On or off: an event that wakes one.

use core::fmt;

use super::event::Wait;
use super::notify::{Notifications, Queue, add_permit, has_permit, request};
use crate::lock::RawLock;
use crate::wait::{Acquire, Grant, Primitive, WaitQueue};

/// A flag that one waiter takes: each `set` lets one through.
///
/// Use it to hand out a turn. A `set` while the event is on changes nothing: it is not counted.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::AutoResetEvent;
///
/// static TURN: AutoResetEvent = AutoResetEvent::new(false);
///
/// TURN.set();
/// block_on(TURN.wait());
/// assert!(!TURN.try_wait());
/// ```
///
/// # Fairness
///
/// First come, first offered: as for [`Notify`](super::Notify).
///
/// # Cancel safety
///
/// Strict: a future that was let through and is dropped passes the turn on.
///
/// # Cost
///
/// Three words; the future is six. `set` is one atomic read-modify-write when nobody waits.
pub struct AutoResetEvent<L> {
    queue: Queue<L>,
}

// SAFETY: the queue is the field.
unsafe impl<L: RawLock> Primitive for AutoResetEvent<L> {
    type Policy = Notifications;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &Queue<L> {
        &self.queue
    }
}

impl<L: RawLock> AutoResetEvent<L> {
    /// An event that is on or off.
    pub const fn new(is_set: bool) -> Self {
        Self { queue: WaitQueue::new(is_set as usize) }
    }

    /// Waits until the event is on, and turns it off.
    ///
    /// # Cancel safety
    ///
    /// Strict. A dropped future passes on the turn that it was woken for.
    #[inline]
    pub fn wait(&self) -> Wait<&Self> {
        Acquire::of(self, self.request())
    }

    #[inline]
    pub(crate) fn request(&self) -> u32 {
        request(&self.queue)
    }

    /// Turns the event off; returns whether it was on.
    pub fn try_wait(&self) -> bool {
        self.queue.try_acquire(self.request()) == Some(Grant::Took)
    }

    /// Lets one waiter through, or turns the event on if nobody waits.
    #[inline]
    pub fn set(&self) {
        add_permit(&self.queue, false);
    }
}

impl<L: RawLock> Default for AutoResetEvent<L> {
    fn default() -> Self {
        Self::new(false)
    }
}

impl<L: RawLock> fmt::Debug for AutoResetEvent<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_set = has_permit(self.queue.state());
        f.debug_struct("AutoResetEvent").field("is_set", &is_set).finish()
    }
}
