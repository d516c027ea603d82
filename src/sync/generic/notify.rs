//! Wake one, or all who wait now.

use core::fmt;

use crate::lock::RawLock;
use crate::wait::{Acquire, Change, List, Policy, Primitive, STATE_BITS, WaitQueue};

const EPOCH_BITS: u32 = if usize::BITS == 64 { 32 } else { 16 };
const PERMIT_BITS: u32 = STATE_BITS - EPOCH_BITS;
const MOST_PERMITS: usize = (1 << PERMIT_BITS) - 1;
const EPOCH: usize = 1 << PERMIT_BITS;

const fn epoch(state: usize) -> u32 {
    // Only the low `EPOCH_BITS` are left after the shift: a word holds no more.
    (state >> PERMIT_BITS) as u32
}

/// The rules of [`Notify`] and [`AutoResetEvent`](super::AutoResetEvent).
///
/// The state is an epoch, which `notify_waiters` advances, and a number of permits, which
/// `notify_one` adds to: one for each waiter that it woke, and at most one more.
///
/// | epoch of the request | permits | `grant` |
/// |---|---|---|
/// | older | any | passes |
/// | the current | none | refused |
/// | the current | some | takes one |
#[derive(Debug)]
pub struct Notifications;

impl Policy for Notifications {
    /// The epoch when the waiter came.
    type Request = u32;
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, since: u32) -> Option<usize> {
        if epoch(state) != since {
            return Some(state);
        }
        (state & MOST_PERMITS != 0).then(|| state - 1)
    }

    #[inline(always)]
    fn refund(_: u32) -> usize {
        1
    }

    fn idle(state: usize) -> usize {
        // Those for whom the other permits were have been dropped.
        state & !MOST_PERMITS | (state & MOST_PERMITS).min(1)
    }
}

/// The state and its queue, as [`Notify`] and [`AutoResetEvent`](super::AutoResetEvent) use it.
pub(super) type Queue<L> = WaitQueue<Notifications, L>;

/// What request a waiter starts with.
pub(super) fn request<L: RawLock>(queue: &Queue<L>) -> u32 {
    epoch(queue.state())
}

pub(super) fn has_permit(state: usize) -> bool {
    state & MOST_PERMITS != 0
}

/// One permit more: for a waiter that has none, or stored if there is no such waiter.
pub(super) fn add_permit<L: RawLock>(queue: &Queue<L>, last: bool) {
    // With a permit stored this changes nothing, and writes it all the same: what happened before
    // is to be seen by whoever takes the permit.
    if queue.change_if_idle(|state| if has_permit(state) { state } else { state + 1 }) {
        return;
    }
    let prepare = |list: &mut List<u32>| {
        if last {
            list.raise_last();
        }
    };
    let add = |list: &mut List<u32>, state: usize| {
        let permits = state & MOST_PERMITS;
        // As many as wait, and one to store.
        let room = list.end_waits() || permits <= count_up_to(list, permits);
        (if room && permits < MOST_PERMITS { state + 1 } else { state }, ())
    };
    queue.change_locked(Change::Release, prepare, add, |_, ()| {});
}

/// The length of the list, or `most` if it is longer.
fn count_up_to(list: &mut List<u32>, most: usize) -> usize {
    let mut count = 0;
    let mut walk = list.walk();
    while count < most && walk.entry().is_some() {
        count += 1;
        walk.skip();
    }
    count
}

/// A signal without a value: wakes one waiter, or all that wait now.
///
/// Use it to say "look again" to tasks that watch a state of yours. To count what may be taken use
/// a [`Semaphore`](super::Semaphore); for a state that stays on use a
/// [`ManualResetEvent`](super::ManualResetEvent).
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::Notify;
///
/// static WORK: Notify = Notify::new();
///
/// std::thread::scope(|s| {
///     s.spawn(|| block_on(WORK.notified()));
///     WORK.notify_one(); // stored, if nobody waits yet
/// });
/// ```
///
/// # States
///
/// | | nobody waits | somebody waits |
/// |---|---|---|
/// | [`notify_one`](Self::notify_one) | stores a permit, at most one | adds a permit, and offers it to the first that has none |
/// | [`notify_waiters`](Self::notify_waiters) | completes the futures that exist | and wakes them |
/// | [`notified`](Self::notified) | takes the stored permit, or waits | takes a permit, or waits |
///
/// # Fairness
///
/// First come, first offered. Until the woken one is polled, a newcomer may take its permit; then
/// it waits on in its place.
///
/// # Cancel safety
///
/// Strict: a future that was notified and is dropped passes the notification on.
///
/// # Deadlocks
///
/// When 32 waiters are awake with a notification that they have not yet taken, each that takes one
/// wakes the next. So if those 32 are neither polled nor dropped, the others sleep on.
///
/// # Cost
///
/// Three words; the future is six. `notify_one` is one atomic read-modify-write when nobody
/// waits; otherwise it walks past those who were notified and not polled yet.
///
/// On 32-bit targets a future that is not polled while 65,536 calls of `notify_waiters` happen misses
/// them, and at most 2,047 notifications are kept for those who wait.
pub struct Notify<L> {
    queue: Queue<L>,
}

// SAFETY: the queue is the field.
unsafe impl<L: RawLock> Primitive for Notify<L> {
    type Policy = Notifications;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &Queue<L> {
        &self.queue
    }
}

/// The future of [`Notify::notified`].
pub type Notified<H> = Acquire<H, ()>;

impl<L: RawLock> Notify<L> {
    /// Nobody waits, no permit is stored.
    pub const fn new() -> Self {
        Self { queue: WaitQueue::new(0) }
    }

    /// Waits for a notification: one that is stored, the next `notify_one` that is not for others,
    /// or a `notify_waiters` that is called after this function.
    ///
    /// # Cancel safety
    ///
    /// Strict. A dropped future passes on what it was notified of, and loses its place.
    #[inline]
    pub fn notified(&self) -> Notified<&Self> {
        Acquire::of(self, self.request())
    }

    #[inline]
    pub(crate) fn request(&self) -> u32 {
        request(&self.queue)
    }

    /// Wakes the first waiter that was not notified yet, or stores a permit for the next to come.
    #[inline]
    pub fn notify_one(&self) {
        add_permit(&self.queue, false);
    }

    /// Like [`notify_one`](Self::notify_one), but wakes the one that came last.
    #[inline]
    pub fn notify_last(&self) {
        add_permit(&self.queue, true);
    }

    /// Wakes all who wait, and completes the futures that exist already. Stores nothing.
    #[inline]
    pub fn notify_waiters(&self) {
        if self.queue.change_if_idle(|state| state.wrapping_add(EPOCH)) {
            return;
        }
        // Those who were notified before keep their notification, to pass on if they are dropped;
        // the others pass. What is left of the permits is the one that is stored.
        let advance = |list: &mut List<u32>, state: usize| {
            let permits = state & MOST_PERMITS;
            let stored = permits > count_up_to(list, permits);
            let next = (state & !MOST_PERMITS).wrapping_add(EPOCH) | usize::from(stored);
            (next, permits)
        };
        let assign = |list: &mut List<u32>, permits: usize| list.grant_offered(permits);
        self.queue.change_locked(Change::Everybody, |_| {}, advance, assign);
    }
}

impl<L: RawLock> Default for Notify<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock> fmt::Debug for Notify<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stored = has_permit(self.queue.state());
        f.debug_struct("Notify").field("notified", &stored).finish_non_exhaustive()
    }
}
