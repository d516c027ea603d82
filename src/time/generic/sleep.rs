//! Until it is time.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use super::super::clock::{Clock, NEVER};
use super::super::handle::{Handle, WakerId};
use super::super::queue::Queue;
use crate::lock::RawLock;
use crate::wait::{Node, Stage, Timer, completed};

/// Waits until it is time: the future of [`Timers::sleep`](super::Timers::sleep).
///
/// Dropped, it leaves the queue; forgotten, it stays there and harms nobody.
///
/// # Examples
///
/// A watchdog that is put off as long as something happens:
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Waker};
/// use std::time::Duration;
/// use wakeful::time::local::{MockClock, Timers};
///
/// let timers: Timers<MockClock> = Timers::new(MockClock::new());
/// let mut cx = Context::from_waker(Waker::noop());
/// let mut watchdog = pin!(timers.sleep(Duration::from_secs(3)));
/// for _ in 0..10 {
///     assert!(watchdog.as_mut().poll(&mut cx).is_pending());
///     timers.clock().advance(Duration::from_secs(2));
///     watchdog.as_mut().reset_after(Duration::from_secs(3));
/// }
/// timers.clock().advance(Duration::from_secs(3));
/// timers.check_expirations();
/// assert!(watchdog.as_mut().poll(&mut cx).is_ready());
/// ```
///
/// # States
///
/// | | in the queue | a poll | `reset` |
/// |---|---|---|---|
/// | not polled yet | no | reads the clock; is ready, or begins to wait | not polled yet |
/// | waits | yes | keeps the newest waker; looks at the clock only if that asks for it | waits for the new time, with the waker that it has |
/// | it was time, the task was woken | no | is ready | not polled yet |
/// | over | no | panics | not polled yet |
///
/// A sleep until [`NEVER`] is never in the queue.
///
/// # Cancel safety
///
/// Strict: there is nothing to lose.
///
/// # Panics
///
/// If polled after it completed, until it is reset.
///
/// # Cost
///
/// Nine words on 64-bit targets, with a handle of one. A sleep that is due when it is first polled takes
/// no lock; otherwise it is taken to begin to wait, to change the waker, and to leave before it is time.
#[must_use = "futures do nothing unless polled"]
pub struct Sleep<H: Handle> {
    handle: H,
    node: Node<Timer>,
}

// SAFETY: the node's cells are touched under the timers' lock (the Link Invariant), so moving the
// future to another thread asks of the timers to be shared, and moves the handle.
unsafe impl<H: Handle + Send> Send for Sleep<H> where
    super::Timers<H::Clock, H::Lock, H::Queue>: Sync
{
}

// SAFETY: with a `&Sleep` the handle, the stage and the deadline can be read; the first is `Sync`, the
// second is atomic, and the last is written through `&mut Sleep` alone.
unsafe impl<H: Handle + Sync> Sync for Sleep<H> {}

/// What a look at a linked node shows.
enum Look {
    Elapsed,
    Pending,
    /// It has been given the waker of this poll.
    Replaced,
    /// It is to be given a waker: one that is cloned without the lock.
    NeedsWaker,
}

impl<H: Handle> Sleep<H> {
    /// Waits until `duration` has passed. The time begins now, and not when the future is polled.
    pub fn new(handle: H, duration: Duration) -> Self {
        let deadline = handle.timers().after(duration);
        Self::until(handle, deadline)
    }

    /// Waits until it is `deadline`.
    #[inline(always)]
    pub const fn until(handle: H, deadline: u64) -> Self {
        Self { handle, node: Node::new(Timer::new(deadline)) }
    }

    /// What it waits for.
    #[inline]
    pub fn deadline(&self) -> u64 {
        self.node.deadline()
    }

    /// Whether its task was woken because it was time, or it has completed.
    ///
    /// A sleep that was not polled does not look at the clock for this.
    pub fn is_elapsed(&self) -> bool {
        matches!(self.node.stage(), Stage::Passed | Stage::Granted)
    }

    /// Whether it has completed, and must not be polled again before it was reset.
    pub fn is_terminated(&self) -> bool {
        self.node.stage() == Stage::Granted
    }

    /// How it reaches its timers.
    pub const fn handle(&self) -> &H {
        &self.handle
    }

    /// Waits for another time, from now on.
    ///
    /// A task that waits already is woken at the new deadline, whether it polls this again or not. In order,
    /// it is behind those who wait for the same deadline. Who waits for [`NEVER`] is in no queue, so nobody
    /// knows the task: after a reset from there, or to there and back, it has to poll this to be woken.
    pub fn reset(self: Pin<&mut Self>, deadline: u64) {
        let this = self.into_ref();
        match this.relink(deadline) {
            Some(true) => this.handle.timers().clock().set_alarm(deadline),
            Some(false) => {}
            None => {
                let stale = this.leave();
                // SAFETY: unlinked above.
                unsafe { this.node.reset() };
                this.node.set_deadline(deadline);
                // At last, as it may panic.
                drop(stale);
            }
        }
    }

    /// To another place in the queue with the waker that it holds, if it holds one. Returns whether the
    /// clock is to be told.
    fn relink(self: Pin<&Self>, deadline: u64) -> Option<bool> {
        if !self.node.is_shared() || self.is_done() || deadline == NEVER {
            return None;
        }
        self.handle.timers().line().with(|line| {
            // SAFETY: linked here by `enqueue`, if the stage says that it is linked.
            let waker = (self.node.stage() == Stage::Waiting)
                .then(|| unsafe { line.queue.remove(&self.node, Stage::Fresh) })??;
            self.node.set_deadline(deadline);
            // SAFETY: removed just now; `leave` removes it before it is dropped.
            Some(unsafe { line.insert(self.node(), waker, 0) })
        })
    }

    /// Waits until `duration` has passed from now on. As [`reset`](Self::reset).
    pub fn reset_after(self: Pin<&mut Self>, duration: Duration) {
        let deadline = self.handle.timers().after(duration);
        self.reset(deadline);
    }

    fn node(self: Pin<&Self>) -> Pin<&Node<Timer>> {
        // SAFETY: the node is pinned when the future is.
        unsafe { self.map_unchecked(|this| &this.node) }
    }

    /// Whether the node is in no queue for good, as far as can be seen without the lock.
    #[inline(always)]
    fn is_done(&self) -> bool {
        match self.node.stage() {
            // Set by the owner: it has completed.
            Stage::Granted => true,
            Stage::Passed => H::Lock::PEEK,
            _ => false,
        }
    }

    /// Whether it is time, although nobody can tell it so.
    #[inline(always)]
    fn is_overdue(&self) -> bool {
        let timers = self.handle.timers();
        timers.clock().is_held_up() && timers.now() >= self.deadline()
    }

    /// Out of the queue, if it is in there.
    fn leave(&self) -> Option<Waker> {
        if !self.node.is_shared() || self.is_done() {
            return None;
        }
        self.handle.timers().line().with(|line| match self.node.stage() {
            // SAFETY: linked here by `enqueue`.
            Stage::Waiting => unsafe { line.queue.remove(&self.node, Stage::Fresh) },
            _ => None,
        })
    }

    #[inline(always)]
    fn complete(&self) -> Poll<()> {
        // SAFETY: called when the node was found to be in no queue.
        unsafe { self.node.serve_unlinked(Stage::Granted) };
        Poll::Ready(())
    }

    /// Resets to `deadline`, and polls, when it is `now`: without another look at the clock.
    pub(super) fn poll_until(
        mut self: Pin<&mut Self>,
        deadline: u64,
        now: u64,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        self.as_mut().reset(deadline);
        if deadline == NEVER {
            return Poll::Pending;
        }
        self.into_ref().start(now, cx.waker())
    }

    /// The poll of a sleep that is in no queue and has a deadline.
    #[inline(always)]
    fn start(self: Pin<&Self>, now: u64, waker: &Waker) -> Poll<()> {
        if now >= self.deadline() {
            return self.complete();
        }
        self.enqueue(now, waker);
        Poll::Pending
    }

    fn enqueue(self: Pin<&Self>, now: u64, waker: &Waker) {
        let timers = self.handle.timers();
        let waker = waker.clone();
        let id = WakerId::of(&waker);
        // SAFETY: the node is not linked; `leave` removes it before it is dropped.
        let moved = timers.line().with(|line| unsafe { line.insert(self.node(), waker, now) });
        if moved {
            timers.clock().set_alarm(self.deadline());
        }
        timers.clock().waits(id);
    }

    fn poll_queued(&self, waker: &Waker) -> Poll<()> {
        let mut fresh = None;
        loop {
            let id = fresh.as_ref().map(WakerId::of);
            let (look, stale) = self.handle.timers().line().with(|_| {
                // SAFETY: linked here by `enqueue`, and the lock is held.
                let entry = unsafe { self.node.guarded() };
                if entry.stage() != Stage::Waiting {
                    return (Look::Elapsed, fresh.take());
                }
                if entry.will_wake(waker) {
                    return (Look::Pending, fresh.take());
                }
                match fresh.take() {
                    None => (Look::NeedsWaker, None),
                    Some(fresh) => (Look::Replaced, entry.put_waker(Stage::Waiting, fresh)),
                }
            });
            drop(stale);
            match look {
                Look::Elapsed => return self.complete(),
                Look::Pending => return Poll::Pending,
                Look::Replaced => {
                    if let Some(id) = id {
                        self.handle.timers().clock().waits(id);
                    }
                    return Poll::Pending;
                }
                Look::NeedsWaker => fresh = Some(waker.clone()),
            }
        }
    }
}

impl<H: Handle> Future for Sleep<H> {
    type Output = ();

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.into_ref();
        if this.node.is_shared() {
            return match this.node.stage() {
                // Set by the owner, below.
                Stage::Granted => completed(),
                Stage::Passed if H::Lock::PEEK => this.complete(),
                _ if this.is_overdue() => {
                    // Told or not, it is in no queue from now on, also if this panics.
                    drop(this.leave());
                    this.complete()
                }
                _ => this.poll_queued(cx.waker()),
            };
        }
        if this.deadline() == NEVER {
            return Poll::Pending;
        }
        this.start(this.handle.timers().now(), cx.waker())
    }
}

impl<H: Handle> Drop for Sleep<H> {
    #[inline]
    fn drop(&mut self) {
        drop(self.leave());
    }
}

impl<H: Handle> fmt::Debug for Sleep<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep")
            .field("deadline", &self.deadline())
            .field("is_elapsed", &self.is_elapsed())
            .finish()
    }
}
