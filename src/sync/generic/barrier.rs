//! Until so many have come.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use crate::lock::RawLock;
use crate::wait::{Acquire, Change, Handle, Policy, Primitive, STATE_BITS, WaitQueue, completed};

/// Half of the state counts those who have come, the other half the rounds.
const COUNT_BITS: u32 = STATE_BITS / 2;
const COUNT: usize = (1 << COUNT_BITS) - 1;

const fn round(state: usize) -> u32 {
    (state >> COUNT_BITS) as u32
}

/// The rules of a [`Barrier`]: who came in an earlier round passes.
#[derive(Debug)]
pub struct Rounds;

impl Policy for Rounds {
    /// The round of the waiter.
    type Request = u32;
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, mine: u32) -> Option<usize> {
        (round(state) != mine).then_some(state)
    }
}

/// A meeting point: whoever comes waits until `n` are there, then all go on, again and again.
///
/// Use it to start workers together, or to keep rounds of work in step.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::Barrier;
///
/// let start = Barrier::new(3);
/// let leaders = std::thread::scope(|s| {
///     let tasks = [0; 3].map(|_| s.spawn(|| block_on(start.wait()).is_leader()));
///     tasks.map(|t| t.join().unwrap()).into_iter().filter(|l| *l).count()
/// });
/// assert_eq!(leaders, 1);
/// ```
///
/// # Cancel safety
///
/// Weak: a dropped future counts no longer among those who came, unless the round was full
/// already; then nothing is taken back, and the others go on with one less. One that is *forgotten*
/// keeps counting.
///
/// # Deadlocks
///
/// With fewer than `n` tasks the barrier never opens.
///
/// # Cost
///
/// Four words; the future is seven.
pub struct Barrier<L> {
    queue: WaitQueue<Rounds, L>,
    n: usize,
}

// SAFETY: the queue is the field.
unsafe impl<L: RawLock> Primitive for Barrier<L> {
    type Policy = Rounds;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Rounds, L> {
        &self.queue
    }
}

impl<L: RawLock> Barrier<L> {
    /// A barrier for `n`. With 0 or 1 nobody ever waits.
    ///
    /// # Panics
    ///
    /// If `n` is above 2^29 - 1 (2^13 - 1 on 32-bit targets).
    pub const fn new(n: usize) -> Self {
        assert!(n <= COUNT, "a barrier is for 2^29 - 1 tasks at most (2^13 - 1 on 32-bit targets)");
        Self { queue: WaitQueue::new(0), n }
    }

    /// Waits until `n` have come. One of them is told that it is the leader of the round.
    ///
    /// # Cancel safety
    ///
    /// Weak: see the [type](Self#cancel-safety).
    pub const fn wait(&self) -> BarrierWait<&Self> {
        BarrierWait::new(self)
    }

    /// Comes. `Err` of the round to wait for, or `Ok` if that completed it.
    fn arrive(&self) -> Result<(), u32> {
        let last = |state: usize| (state & COUNT) + 1 >= self.n;
        let next = |state: usize| match last(state) {
            true => (state & !COUNT).wrapping_add(COUNT + 1),
            false => state + 1,
        };
        match self.queue.change(Change::Nobody, |state| Some(next(state))) {
            Ok(state) | Err(state) if last(state) => {
                self.queue.serve_all();
                Ok(())
            }
            Ok(state) | Err(state) => Err(round(state)),
        }
    }

    /// Goes away again, unless the round is over.
    fn withdraw(&self, mine: u32) {
        let less = |state: usize| (round(state) == mine).then(|| state - 1);
        let _ = self.queue.change(Change::Nobody, less);
    }
}

impl<L: RawLock> fmt::Debug for Barrier<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrived = self.queue.state() & COUNT;
        f.debug_struct("Barrier").field("n", &self.n).field("arrived", &arrived).finish()
    }
}

/// What [`Barrier::wait`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarrierWaitResult {
    leader: bool,
}

impl BarrierWaitResult {
    /// Whether this is the one of the round who may do what has to be done once.
    pub const fn is_leader(&self) -> bool {
        self.leader
    }
}

/// A handle of a [`Barrier`].
pub trait BarrierHandle: Handle {
    #[doc(hidden)]
    fn arrive(acquire: &Acquire<Self, ()>) -> bool
    where
        Self: Sized;
    #[doc(hidden)]
    fn withdraw(acquire: &Acquire<Self, ()>)
    where
        Self: Sized;
}

impl<H: Handle<Target = Barrier<L>>, L: RawLock> BarrierHandle for H {
    /// Returns whether the round is complete; else `acquire` waits for it.
    fn arrive(acquire: &Acquire<H, ()>) -> bool {
        let Some(handle) = acquire.handle() else { completed() };
        match handle.target().arrive() {
            Ok(()) => true,
            Err(round) => {
                acquire.set_request(round);
                false
            }
        }
    }

    fn withdraw(acquire: &Acquire<H, ()>) {
        if let Some(handle) = acquire.handle() {
            handle.target().withdraw(acquire.request());
        }
    }
}

/// The future of [`Barrier::wait`].
#[must_use = "futures do nothing unless polled"]
pub struct BarrierWait<H: BarrierHandle> {
    acquire: Acquire<H, ()>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Coming,
    Waiting,
    Done,
}

impl<H: Handle<Target = Barrier<L>>, L: RawLock> BarrierWait<H> {
    pub(crate) const fn new(handle: H) -> Self {
        Self { acquire: Acquire::of(handle, 0), stage: Stage::Coming }
    }
}

impl<H: BarrierHandle> BarrierWait<H> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }
}

impl<H: BarrierHandle> Future for BarrierWait<H> {
    type Output = BarrierWaitResult;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<BarrierWaitResult> {
        // SAFETY: `acquire` is not moved: it is pinned again below.
        let this = unsafe { self.get_unchecked_mut() };
        match this.stage {
            Stage::Coming => {
                // Set before: `arrive` runs wakers, and if one panics, the round is complete.
                this.stage = Stage::Done;
                if H::arrive(&this.acquire) {
                    return Poll::Ready(BarrierWaitResult { leader: true });
                }
                this.stage = Stage::Waiting;
            }
            Stage::Waiting => {}
            Stage::Done => completed(),
        }
        // SAFETY: a field of a pinned future that is not moved.
        let acquire = unsafe { Pin::new_unchecked(&mut this.acquire) };
        let polled = acquire.poll(cx);
        if polled.is_ready() {
            this.stage = Stage::Done;
        }
        polled.map(|()| BarrierWaitResult { leader: false })
    }
}

impl<H: BarrierHandle> Drop for BarrierWait<H> {
    fn drop(&mut self) {
        if self.stage == Stage::Waiting {
            H::withdraw(&self.acquire);
        }
    }
}

impl<H: BarrierHandle> fmt::Debug for BarrierWait<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWait").field("completed", &self.is_terminated()).finish()
    }
}
