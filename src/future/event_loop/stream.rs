//! Sources that are streams.

use core::fmt;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;

use super::list::Source;
use super::{And, Loop};

impl<'s, S: ?Sized, T, L> Loop<'s, S, T, L> {
    /// Adds a source whose events are the items of a stream.
    ///
    /// A stream that ends is dropped and left out; nobody is told. To be told chain an item that says so,
    /// or keep the stream in the state and poll it by [`on_poll`](Self::on_poll).
    pub fn on_stream<I: Stream, H>(
        self,
        stream: I,
        handler: H,
    ) -> Loop<'s, S, T, And<L, OnStream<I, H>>>
    where
        H: FnMut(&mut S, I::Item) -> ControlFlow<T>,
    {
        self.and(OnStream { handler, stream: Some(stream) })
    }
}

/// A source of items: see [`Loop::on_stream`](super::Loop::on_stream).
pub struct OnStream<I, H> {
    handler: H,
    /// Pinned with the source.
    stream: Option<I>,
}

impl<I, H> OnStream<I, H> {
    fn parts(self: Pin<&mut Self>) -> (&mut H, Pin<&mut Option<I>>) {
        // SAFETY: the stream is not moved; there is no `Drop` to move it.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field that is pinned with the source.
        (&mut this.handler, unsafe { Pin::new_unchecked(&mut this.stream) })
    }
}

impl<S: ?Sized, T, I, H> Source<S, T> for OnStream<I, H>
where
    I: Stream,
    H: FnMut(&mut S, I::Item) -> ControlFlow<T>,
{
    const LOOKS: bool = false;

    fn poll(
        self: Pin<&mut Self>,
        state: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Option<ControlFlow<T>>> {
        let (handler, mut place) = self.parts();
        let Some(stream) = place.as_mut().as_pin_mut() else { return Poll::Ready(None) };
        let item = ready!(stream.poll_next(cx));
        if item.is_none() {
            place.set(None);
        }
        Poll::Ready(item.map(|item| handler(state, item)))
    }

    fn clear(self: Pin<&mut Self>) {
        self.parts().1.set(None);
    }
}

impl<I, H> fmt::Debug for OnStream<I, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnStream").field("ended", &self.stream.is_none()).finish()
    }
}
