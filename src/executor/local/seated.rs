//! A future that is a task of a `LocalExecutor`: whatever panics, it has an end.

use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::part::{Part, Seat};
use crate::executor::task::protocol::End;
use crate::executor::task::{JoinError, Meta, Output, Quiet, keep};
use crate::future::panics::{catch, conclude, quietly};

/// The future of a task. async-task polls it when it is new, to learn where it lies, and at its end, to take
/// the output; in between the executor polls it itself. Nothing in here panics.
pub(super) struct Seated<F: Future> {
    /// In the same allocation as this (or in that of the box around it), and there for longer.
    meta: *const Meta,
    stage: Stage<F>,
}

enum Stage<F: Future> {
    /// Pinned with the whole.
    Alive(F),
    Done(Output<F::Output>),
    /// Without its future, maybe by a panic that nobody caught.
    Empty,
    /// The executor has struck it off.
    Ended,
}

impl<F: Future> Seated<F> {
    pub(super) const fn new(meta: *const Meta, future: F) -> Self {
        Self { meta, stage: Stage::Alive(future) }
    }

    /// Polls the future, if it is there. Whether it has come to its end.
    #[inline(always)]
    fn step(&mut self, meta: &Meta, cx: &mut Context<'_>) -> bool {
        let Stage::Alive(future) = &mut self.stage else { return true };
        let polled = if meta.is_cancelled() {
            Err(JoinError::cancelled())
        } else {
            // SAFETY: pinned with the whole, and dropped in place.
            let future = unsafe { Pin::new_unchecked(future) };
            match catch(|| future.poll(cx)) {
                Ok(Poll::Pending) => return false,
                Ok(Poll::Ready(output)) => Ok(output),
                Err(panic) => Err(JoinError::panicked(panic)),
            }
        };
        let dropped = catch(|| self.stage = Stage::Empty);
        self.stage = Stage::Done(Quiet::new(conclude(polled, dropped, JoinError::panicked)));
        true
    }

    /// What the executor calls.
    ///
    /// # Safety
    ///
    /// `this` is a pinned `Self` that nobody else uses now.
    unsafe fn poll_seated(this: *mut (), cx: &mut Context<'_>) -> bool {
        // SAFETY: the caller's promise.
        let this = unsafe { &mut *this.cast::<Self>() };
        // SAFETY: it outlives its future.
        let meta = unsafe { &*this.meta };
        this.step(meta, cx)
    }
}

impl<F: Future> Future for Seated<F> {
    type Output = Output<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the future is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: it outlives its future.
        let meta = unsafe { &*this.meta };
        let part = Part::of(meta);
        let is_new = matches!(this.stage, Stage::Alive(_));
        if is_new && !this.step(meta, &mut Context::from_waker(meta.own())) {
            part.set_seat(Seat { future: (&raw mut *this).cast(), poll: Self::poll_seated });
            // So the runnable comes back to the executor, and stays there.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        match mem::replace(&mut this.stage, Stage::Ended) {
            Stage::Done(output) => {
                let own = part.queue().strike(meta);
                // SAFETY: the executor runs tasks by `run` alone.
                unsafe { keep(meta, own) };
                Poll::Ready(output)
            }
            _ => Poll::Pending,
        }
    }
}

impl<F: Future> Drop for Seated<F> {
    fn drop(&mut self) {
        if matches!(self.stage, Stage::Ended) {
            return;
        }
        // SAFETY: it outlives its future.
        let meta = unsafe { &*self.meta };
        quietly(|| self.stage = Stage::Empty);
        let own = Part::of(meta).queue().strike(meta);
        // Nobody is there whom the panic of a waker would concern.
        quietly(|| meta.end(End::Gone));
        drop(own);
    }
}
