//! Sources: futures, and poll functions.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::list::Source;

/// A source of futures: see [`Loop::on`](super::Loop::on).
pub struct On<M, F, H> {
    make: M,
    handler: H,
    /// Pinned with the source.
    event: Option<F>,
}

impl<M, F, H> On<M, F, H> {
    pub(super) const fn new(make: M, handler: H) -> Self {
        Self { make, handler, event: None }
    }

    fn parts(self: Pin<&mut Self>) -> (&mut M, &mut H, Pin<&mut Option<F>>) {
        // SAFETY: the event is not moved; there is no `Drop` to move it.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field that is pinned with the source.
        let event = unsafe { Pin::new_unchecked(&mut this.event) };
        (&mut this.make, &mut this.handler, event)
    }
}

impl<S: ?Sized, T, M, F, H> Source<S, T> for On<M, F, H>
where
    M: FnMut() -> F,
    F: Future,
    H: FnMut(&mut S, F::Output) -> ControlFlow<T>,
{
    const LOOKS: bool = false;

    fn poll(
        self: Pin<&mut Self>,
        state: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Option<ControlFlow<T>>> {
        let (make, handler, mut event) = self.parts();
        // Asked this way, because a shared reference may not see what the future borrows from itself.
        if event.as_mut().as_pin_mut().is_none() {
            event.set(Some(make()));
        }
        let Some(future) = event.as_mut().as_pin_mut() else { return Poll::Pending };
        let Poll::Ready(output) = future.poll(cx) else { return Poll::Pending };
        // Before the handler runs: it may use what the future holds on to.
        event.set(None);
        Poll::Ready(Some(handler(state, output)))
    }

    fn clear(self: Pin<&mut Self>) {
        self.parts().2.set(None);
    }
}

impl<M, F, H> fmt::Debug for On<M, F, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("On").field("waits", &self.event.is_some()).finish()
    }
}

/// A source that is polled: see [`Loop::on_poll`](super::Loop::on_poll).
pub struct OnPoll<P, E, H> {
    poll: P,
    handler: H,
    event: PhantomData<fn() -> E>,
}

impl<P, E, H> OnPoll<P, E, H> {
    pub(super) const fn new(poll: P, handler: H) -> Self {
        Self { poll, handler, event: PhantomData }
    }
}

// Nothing in it is pinned.
impl<P, E, H> Unpin for OnPoll<P, E, H> {}

impl<S: ?Sized, T, P, E, H> Source<S, T> for OnPoll<P, E, H>
where
    P: FnMut(&mut S, &mut Context<'_>) -> Poll<E>,
    H: FnMut(&mut S, E) -> ControlFlow<T>,
{
    const LOOKS: bool = true;

    fn poll(
        mut self: Pin<&mut Self>,
        state: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Option<ControlFlow<T>>> {
        let Self { poll, handler, .. } = &mut *self;
        poll(state, cx).map(|event| Some(handler(state, event)))
    }

    fn clear(self: Pin<&mut Self>) {}
}

impl<P, E, H> fmt::Debug for OnPoll<P, E, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnPoll(..)")
    }
}
