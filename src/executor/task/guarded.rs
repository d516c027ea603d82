//! A future that is a task: whatever panics, it has an end.

use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::catch::catch;
use super::protocol::End;
use super::quiet::{Quiet, lose};
use super::stash::keep;
use super::{JoinError, Meta};

/// Who is told when a task ends.
pub(in crate::executor) trait Owner {
    /// The task was polled, and waits. Whether it may go on; else it is cancelled.
    #[inline(always)]
    fn waits(&self, task: &Meta) -> bool {
        let _ = task;
        true
    }

    /// The future of this task is no more, and its last poll or drop is under way: must not panic.
    fn ended(&self, task: &Meta);
}

impl Owner for () {
    fn ended(&self, _: &Meta) {}
}

/// The future of a task. Nothing in here panics, neither its poll nor its drop.
pub(super) struct Guarded<F, O: Owner> {
    /// In the same allocation as this, and there for longer.
    meta: *const Meta,
    /// Pinned with the whole. `None` when the task has ended.
    future: Option<F>,
    owner: O,
}

pub(super) type Output<T> = Quiet<Result<T, JoinError>>;

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
        let dropped = catch(|| place.set(None));
        let output = match (polled, dropped) {
            (polled, Ok(())) => polled,
            (Ok(output), Err(panic)) => {
                lose(output);
                Err(JoinError::panicked(panic))
            }
            // The first panic counts; and who cancels a task does not want to hear of it.
            (Err(first), Err(panic)) => {
                lose(panic);
                Err(first)
            }
        };
        this.owner.ended(meta);
        // SAFETY: this is the last poll: async-task does not poll what was ready.
        unsafe { keep(meta) };
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
        if let Err(panic) = catch(|| place.set(None)) {
            lose(panic);
        }
        self.owner.ended(meta);
        // SAFETY: the task has ended, and was not polled to its end. Whoever drops it has a reference.
        let own = unsafe { meta.take_own() };
        // Nobody is there whom the panic of a waker would concern.
        if let Err(panic) = catch(|| meta.end(End::Gone)) {
            mem::forget(panic);
        }
        drop(own);
    }
}
