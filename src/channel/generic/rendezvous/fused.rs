//! What combinators want: values one after the other, and whether a future has completed.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedFuture, FusedStream, Stream};

use super::{Channel, Incoming, Recv, Send};
use crate::channel::Anchor;
use crate::lock::RawLock;

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Stream for Incoming<A> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.poll_recv(cx).map(Result::ok)
    }
}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> FusedStream for Incoming<A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<T, L: RawLock> FusedFuture for Send<'_, T, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<T, L: RawLock> FusedFuture for Recv<'_, T, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
