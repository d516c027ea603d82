//! On or off: an event that wakes all.

use core::fmt;

use crate::lock::RawLock;
use crate::wait::{Acquire, Change, Policy, Primitive, WaitQueue};

const SET: usize = 1;
const EPOCH: usize = 2;

/// What a newcomer asks: whether the event is set now. No state is odd while it refuses.
const NOW: u32 = SET as u32;

/// The rules of a [`ManualResetEvent`].
///
/// The state is a bit that says *set*, and an epoch that counts how often it was set. Whoever
/// queued in an older epoch passes, also if the event has been reset meanwhile.
#[derive(Debug)]
pub struct Flag;

impl Policy for Flag {
    /// The state in which the waiter queued, or `NOW`.
    type Request = u32;
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, since: u32) -> Option<usize> {
        // Compared in 32 bits: 2^31 epochs may pass before one is taken for another.
        (state & SET != 0 || since != NOW && since != state as u32).then_some(state)
    }

    #[inline(always)]
    fn queued(state: usize, _: u32) -> u32 {
        state as u32
    }
}

/// A flag that tasks wait for; it stays on until it is reset.
///
/// Use it for a state that lasts: "started", "shut down", "connected". To wake one task per
/// signal use an [`AutoResetEvent`](super::AutoResetEvent) or a [`Notify`](super::Notify).
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::ManualResetEvent;
///
/// static STARTED: ManualResetEvent = ManualResetEvent::new(false);
///
/// std::thread::scope(|s| {
///     s.spawn(|| block_on(STARTED.wait()));
///     s.spawn(|| block_on(STARTED.wait()));
///     STARTED.set();
/// });
/// ```
///
/// # States
///
/// | | off | on |
/// |---|---|---|
/// | [`wait`](Self::wait) | waits | is ready |
/// | [`set`](Self::set) | turns on, wakes all | nothing changes |
/// | [`reset`](Self::reset) | nothing changes | turns off; who was polled before `set` completes all the same |
///
/// # Cancel safety
///
/// Strict: there is nothing to lose.
///
/// # Memory ordering
///
/// What happened before a `set` is seen after a `wait` that it completes, also if the event was
/// set already; so `set` always writes, and is one atomic read-modify-write.
///
/// # Cost
///
/// Three words; the future is six. A `wait` on an event that is set is a load.
pub struct ManualResetEvent<L> {
    queue: WaitQueue<Flag, L>,
}

// SAFETY: the queue is the field.
unsafe impl<L: RawLock> Primitive for ManualResetEvent<L> {
    type Policy = Flag;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Flag, L> {
        &self.queue
    }
}

/// The future of the `wait` of an event, a latch or a wait group.
pub type Wait<H> = Acquire<H, ()>;

impl<L: RawLock> ManualResetEvent<L> {
    /// An event that is on or off.
    pub const fn new(is_set: bool) -> Self {
        Self { queue: WaitQueue::new(if is_set { SET } else { 0 }) }
    }

    /// Waits until the event is set.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    #[inline]
    pub const fn wait(&self) -> Wait<&Self> {
        Acquire::of(self, self.request())
    }

    pub(crate) const fn request(&self) -> u32 {
        NOW
    }

    /// Turns the event on and wakes all who wait.
    #[inline]
    pub fn set(&self) {
        let set = |state: usize| match state & SET {
            0 => (state | SET).wrapping_add(EPOCH),
            _ => state,
        };
        let _ = self.queue.update(|state| Some(set(state)));
    }

    /// Turns the event off.
    #[inline]
    pub fn reset(&self) {
        let off = |state: usize| (state & SET != 0).then_some(state & !SET);
        let _ = self.queue.change(Change::Nobody, off);
    }

    /// Whether the event is on.
    #[inline]
    pub fn is_set(&self) -> bool {
        self.queue.state() & SET != 0
    }
}

impl<L: RawLock> Default for ManualResetEvent<L> {
    fn default() -> Self {
        Self::new(false)
    }
}

impl<L: RawLock> fmt::Debug for ManualResetEvent<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualResetEvent").field("is_set", &self.is_set()).finish()
    }
}
