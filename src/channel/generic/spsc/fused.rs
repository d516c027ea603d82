//! What combinators want to know: whether a future has completed.

use futures_core::FusedFuture;

use super::ends::End;
use super::{Closed, Link, Recv, RecvMany, RecvSlice, Send, SendMany, SendSlice};

impl<E: End> FusedFuture for Closed<'_, E> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Link> FusedFuture for Send<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Link, I: Iterator<Item = A::Value>> FusedFuture for SendMany<'_, A, I> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Link<Value: Copy>> FusedFuture for SendSlice<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Link> FusedFuture for Recv<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Link, B: Extend<A::Value>> FusedFuture for RecvMany<'_, A, B> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Link<Value: Copy>> FusedFuture for RecvSlice<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
