//! A future that is a task: whatever panics, it has an end.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use async_task::ScheduleInfo;

use super::protocol::End;
use super::{JoinError, JoinHandle, Meta, Output, Quiet, Runnable, keep, spawn_as};
use crate::future::panics::{catch, conclude, quietly};

/// Who is told when a task ends.
pub(in crate::executor) trait Owner {
    /// The task was polled, and waits. Whether it may go on; else it is cancelled.
    fn waits(&self, task: &Meta) -> bool;

    /// The future of this task is no more, and its last poll or drop is under way: must not panic.
    fn ended(&self, task: &Meta);
}

/// The future of a task. Nothing in here panics, neither its poll nor its drop.
pub(super) struct Guarded<F, O: Owner> {
    /// In the same allocation as this, and there for longer.
    meta: *const Meta,
    /// Pinned with the whole. `None` when the task has ended.
    future: Option<F>,
    owner: O,
}

impl<F: Future, O: Owner> Guarded<F, O> {
    pub(super) const fn new(meta: *const Meta, future: F, owner: O) -> Self {
        Self { meta, future: Some(future), owner }
    }
}

impl<F: Future, O: Owner> Future for Guarded<F, O> {
    type Output = Output<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the future is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: in the same allocation, which outlives its future.
        let meta = unsafe { &*this.meta };
        // SAFETY: a field that is pinned with the whole.
        let mut place = unsafe { Pin::new_unchecked(&mut this.future) };
        let polled = match place.as_mut().as_pin_mut() {
            Some(future) if !meta.is_cancelled() => match catch(|| future.poll(cx)) {
                Ok(Poll::Pending) if this.owner.waits(meta) => return Poll::Pending,
                Ok(Poll::Pending) => Err(JoinError::cancelled()),
                Ok(Poll::Ready(output)) => Ok(output),
                Err(panic) => Err(JoinError::panicked(panic)),
            },
            _ => Err(JoinError::cancelled()),
        };
        // Who cancels a task does not want to hear of a panic.
        let output = conclude(polled, catch(|| place.set(None)), JoinError::panicked);
        this.owner.ended(meta);
        // SAFETY: the task has ended: async-task does not poll what was ready.
        let own = unsafe { meta.take_own() };
        // SAFETY: a task of this kind is run by `run` alone.
        unsafe { keep(meta, own) };
        Poll::Ready(Quiet::new(output))
    }
}

impl<F, O: Owner> Drop for Guarded<F, O> {
    fn drop(&mut self) {
        if self.future.is_none() {
            return;
        }
        // SAFETY: in the same allocation, which outlives its future.
        let meta = unsafe { &*self.meta };
        // SAFETY: pinned with the whole, and dropped in place.
        let mut place = unsafe { Pin::new_unchecked(&mut self.future) };
        quietly(|| place.set(None));
        self.owner.ended(meta);
        // SAFETY: the task has ended, and was not polled to its end. Whoever drops it has a reference.
        let own = unsafe { meta.take_own() };
        // Nobody is there whom the panic of a waker would concern.
        quietly(|| meta.end(End::Gone));
        drop(own);
    }
}

/// A new task, not scheduled yet, with its handle.
///
/// `owner` is told when the task ends, and dropped with the task's future. `home` is for `schedule`, which finds it
/// by `runnable.metadata().home()`: a function that captures nothing (is of no size) spares each wake a
/// reference, and each self-wake two. Then whatever it uses after it has passed the runnable on must be
/// kept alive by others: the task may have ended by then, and `owner` been dropped.
///
/// # Safety
///
/// As for [`spawn_as`], whose future is here `future` with `owner`.
pub(in crate::executor) unsafe fn spawn<F, O, S>(
    home: *const (),
    owner: O,
    future: F,
    schedule: S,
) -> (Runnable, JoinHandle<F::Output>)
where
    F: Future,
    O: Owner,
    S: Fn(Runnable, ScheduleInfo) + Send + Sync,
{
    // SAFETY: the caller's promise.
    let (runnable, handle) = unsafe {
        spawn_as(Meta::new(home, None), |meta| Guarded::new(meta, future, owner), schedule)
    };
    let own = runnable.waker();
    // SAFETY: it is new.
    unsafe { runnable.metadata().adopt(own) };
    (runnable, handle)
}
