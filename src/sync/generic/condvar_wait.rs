//! The future of a condition variable: parked in its list, then in the queue of the mutex.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::condvar::Condvar;
use super::mutex::{Lock, Mutex};
use super::mutex_guard::MutexGuard;
use crate::lock::RawLock;
use crate::wait::{Acquire, End, Handle, Node, Primitive, Stage, completed};

/// The future of [`Condvar::wait`].
#[must_use = "futures do nothing unless polled"]
pub struct CondvarWait<'a, H: Handle<Target = Mutex<T, L>>, T: ?Sized, L: RawLock> {
    condvar: &'a Condvar<L>,
    acquire: Lock<H>,
    step: Step,
    called: Called,
    value: PhantomData<fn() -> *const T>,
}

/// What the future knows of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The mutex is locked still.
    Locked,
    /// The node is in the condition variable's list, unless it was taken along.
    Parked,
    /// The node is the mutex's business.
    Locking,
    Done,
}

/// What a notification that was received leaves to do.
#[derive(Clone, Copy, Default)]
struct Called {
    /// It came from `notify_one`: to be passed on unless the mutex is locked with it.
    one: bool,
    /// It may have come from `notify_all`: the others are to be taken along.
    all: bool,
}

/// What a look at the condition variable's list showed.
enum Look {
    Waiting,
    NeedsWaker,
    /// In the mutex's queue already.
    Moved,
    /// Notified, and in no list any more.
    Called(Called),
}

impl<'a, H, T, L> CondvarWait<'a, H, T, L>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    pub(super) fn new(condvar: &'a Condvar<L>, guard: MutexGuard<H>) -> Self {
        Self {
            condvar,
            acquire: Acquire::of(guard.into_permit().forget(), ()),
            step: Step::Locked,
            called: Called::default(),
            value: PhantomData,
        }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        matches!(self.step, Step::Done)
    }

    fn node(self: Pin<&Self>) -> Pin<&Node<()>> {
        // SAFETY: the field is pinned when the future is.
        unsafe { self.map_unchecked(|this| &this.acquire) }.node()
    }

    /// The first poll: into the list first, then unlock, so that no notification is missed.
    fn park(self: Pin<&Self>, waker: Waker) {
        let Some(mutex) = self.acquire.handle().map(H::target) else { completed() };
        let address = (&raw const *mutex).addr();
        let mut waker = Some(waker);
        let alone = self.condvar.parked.with(|parked| {
            if parked.list.is_empty() {
                parked.mutex = address;
            }
            if parked.mutex != address {
                return false;
            }
            if let Some(waker) = waker.take() {
                // SAFETY: the node is in no list; `drop` unlinks it, and asks `is_moved` before.
                unsafe { parked.list.link(self.node(), End::Back, Stage::Waiting, waker) };
            }
            true
        });
        assert!(alone, "a condition variable was used with two mutexes at the same time");
    }

    /// Where the node is, and what has become of it. If it waits, it is given `fresh`.
    ///
    /// The wakers are to be dropped with the lock released.
    fn look(self: Pin<&Self>, waker: &Waker, fresh: Option<Waker>) -> (Look, [Option<Waker>; 2]) {
        let node = self.node();
        self.condvar.parked.with(|parked| {
            // SAFETY: linked here by `park`; if it was moved since, `is_moved` is all that is asked.
            let entry = unsafe { parked.list.entry(&node) };
            if entry.is_moved() {
                return (Look::Moved, [fresh, None]);
            }
            let stage = entry.stage();
            if stage == Stage::Waiting {
                return match fresh {
                    _ if entry.will_wake(waker) => (Look::Waiting, [fresh, None]),
                    None => (Look::NeedsWaker, [None, None]),
                    Some(fresh) => (Look::Waiting, [entry.put_waker(stage, fresh), None]),
                };
            }
            // SAFETY: linked here, as it was not moved.
            let stale = unsafe { parked.list.unlink(&node, Stage::Fresh) };
            (Look::Called(Called::by(stage)), [fresh, stale])
        })
    }

    fn poll_parked(self: Pin<&Self>, cx: &Context<'_>) -> (Look, [Option<Waker>; 2]) {
        match self.look(cx.waker(), None) {
            (Look::NeedsWaker, _) => self.look(cx.waker(), Some(cx.waker().clone())),
            seen => seen,
        }
    }

    /// Out of the list, if it is in there. Returns what there is left to do.
    fn leave(self: Pin<&Self>) -> Called {
        let node = self.node();
        let (called, stale) = self.condvar.parked.with(|parked| {
            // SAFETY: as in `look`.
            let entry = unsafe { parked.list.entry(&node) };
            if entry.is_moved() {
                return (Called::default(), None);
            }
            let called = Called::by(entry.stage());
            // SAFETY: linked here, as it was not moved.
            let stale = unsafe { parked.list.unlink(&node, Stage::Fresh) };
            // SAFETY: unlinked above, and not moved: this lock was the one that guarded it.
            unsafe { node.reset() };
            (called, stale)
        });
        drop(stale);
        called
    }
}

impl Called {
    /// What a node at `stage` was called by.
    fn by(stage: Stage) -> Self {
        Self { one: stage == Stage::Offered, all: stage == Stage::Granted }
    }
}

impl<H, T, L> Future for CondvarWait<'_, H, T, L>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    type Output = MutexGuard<H>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<MutexGuard<H>> {
        match self.step {
            Step::Locked => {
                self.as_ref().park(cx.waker().clone());
                // SAFETY: `acquire` is not moved.
                let this = unsafe { self.get_unchecked_mut() };
                this.step = Step::Parked;
                if let Some(handle) = this.acquire.handle() {
                    handle.target().queue().release(());
                }
                return Poll::Pending;
            }
            Step::Parked => {
                let (look, stale) = self.as_ref().poll_parked(cx);
                // SAFETY: `acquire` is not moved.
                let this = unsafe { self.as_mut().get_unchecked_mut() };
                match look {
                    Look::Waiting | Look::NeedsWaker => return Poll::Pending,
                    Look::Moved => {}
                    Look::Called(called) => this.called = called,
                }
                this.step = Step::Locking;
                if !matches!(look, Look::Moved) {
                    // SAFETY: unlinked by `look`, and not moved.
                    unsafe { self.as_ref().node().reset() };
                }
                drop(stale);
            }
            Step::Locking => {}
            Step::Done => completed(),
        }
        // SAFETY: `acquire` is not moved: it is pinned again below.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field of a pinned future.
        let polled = unsafe { Pin::new_unchecked(&mut this.acquire) }.poll(cx);
        if let Poll::Ready(guard) = &polled {
            this.step = Step::Done;
            if this.called.all {
                this.condvar.take_along(MutexGuard::mutex(guard));
            }
            this.called = Called::default();
        } else if mem::take(&mut this.called.all) {
            // After the own poll: first come, first in the queue of the mutex.
            if let Some(handle) = this.acquire.handle() {
                this.condvar.take_along(handle.target());
            }
        }
        polled
    }
}

/// Passes a notification on, also if a waker panics before.
struct PassOn<'a, L: RawLock>(&'a Condvar<L>);

impl<L: RawLock> Drop for PassOn<'_, L> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl<H: Handle<Target = Mutex<T, L>>, T: ?Sized, L: RawLock> Drop for CondvarWait<'_, H, T, L> {
    fn drop(&mut self) {
        let Some(handle) = self.acquire.handle() else { return };
        match self.step {
            Step::Locked => return handle.target().queue().release(()),
            Step::Parked => {
                // SAFETY: a future that was polled is pinned.
                self.called = unsafe { Pin::new_unchecked(&*self) }.leave();
            }
            Step::Locking | Step::Done => {}
        }
        // Made only if there is something to pass on: its drop is what passes it.
        let _pass_on = self.called.one.then(|| PassOn(self.condvar));
        self.acquire.cancel();
        if let (true, Some(handle)) = (self.called.all, self.acquire.handle()) {
            self.condvar.take_along(handle.target());
        }
    }
}

impl<H, T, L> fmt::Debug for CondvarWait<'_, H, T, L>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CondvarWait").field("completed", &self.is_terminated()).finish()
    }
}
