//! What combinators of others want to know.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedFuture, FusedStream, Stream};

use super::closed::Closed;
use super::consumer::{Consumer, Next};
use super::hall::Channel;
use super::recv::Recv;
use super::reserve::{Reserve, Slots};
use super::send::Send;
use super::sender::Reach;
use super::stream::RecvStream;
use crate::channel::Anchor;
use crate::channel::line::{Line, One};
use crate::channel::store::Store;
use crate::lock::RawLock;

impl<S: Store, R: Line, L: RawLock> FusedFuture for Send<'_, S, R, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<S: Store, L: RawLock> FusedFuture for Recv<'_, S, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<S: Store, L: RawLock> FusedFuture for Next<'_, S, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<'a, A: Reach, O: From<Slots<'a, A>>> FusedFuture for Reserve<'a, A, O> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Reach> FusedFuture for Closed<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<S: Store, L: RawLock> Stream for RecvStream<'_, S, L> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.poll_recv(cx).map(Result::ok)
    }
}

impl<S: Store, L: RawLock> FusedStream for RecvStream<'_, S, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A, S, L> Stream for Consumer<A>
where
    A: Anchor<Channel = Channel<S, One, L>> + Unpin,
    S: Store,
    L: RawLock,
{
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.get_mut().poll_recv(cx).map(Result::ok)
    }
}

impl<A, S, L> FusedStream for Consumer<A>
where
    A: Anchor<Channel = Channel<S, One, L>> + Unpin,
    S: Store,
    L: RawLock,
{
    fn is_terminated(&self) -> bool {
        self.is_closed() && self.is_empty()
    }
}
