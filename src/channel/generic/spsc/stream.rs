//! The receiver as a stream: it ends when the channel is closed and empty.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedStream, Stream};

use super::{Link, Receiver};

// Nothing in the channel is pinned.
impl<A: Link> Stream for Receiver<A> {
    type Item = A::Value;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Value>> {
        self.poll_recv(cx).map(Result::ok)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        // Read *closed*, then count.
        let closed = self.is_closed();
        let len = self.len();
        (len, closed.then_some(len))
    }
}

impl<A: Link> FusedStream for Receiver<A> {
    fn is_terminated(&self) -> bool {
        self.is_closed() && self.is_empty()
    }
}
