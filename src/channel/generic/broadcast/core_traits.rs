//! What combinators want to know, and streams.

use core::borrow::BorrowMut;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedFuture, Stream};

use super::error::{Lagged, RecvError};
use super::messages::Messages;
use super::receiver::{Receiver, Recv};
use super::sender::{Closed, Send};
use super::{BroadcastAnchor, Value};

impl<A: BroadcastAnchor> FusedFuture for Send<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: BroadcastAnchor> FusedFuture for Closed<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: BroadcastAnchor> FusedFuture for Recv<'_, A>
where
    Value<A>: Clone,
{
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

/// Ends when the channel is closed and everything was seen; after that it stays ended.
impl<A: BroadcastAnchor, R: BorrowMut<Receiver<A>>> Stream for Messages<A, R>
where
    Value<A>: Clone,
{
    type Item = Result<Value<A>, Lagged>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_recv(cx).map(|received| match received {
            Ok(value) => Some(Ok(value)),
            Err(RecvError::Lagged(n)) => Some(Err(Lagged(n))),
            Err(RecvError::Closed) => None,
        })
    }
}
