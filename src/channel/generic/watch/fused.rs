//! What combinators want to know: whether a future has completed.

use futures_core::FusedFuture;

use super::body::Body;
use super::{Changed, Channel, Closed, Receive, Recv};
use crate::channel::Anchor;
use crate::lock::RawLock;

impl<A: Anchor<Channel: Body>> FusedFuture for Closed<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> FusedFuture for Changed<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<T: Clone, L: RawLock, A: Anchor<Channel = Channel<T, L>>> FusedFuture for Recv<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<T: Clone, L: RawLock, A: Anchor<Channel = Channel<T, L>>> FusedFuture for Receive<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
