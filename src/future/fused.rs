//! What combinators of others want to know: whether a future has completed.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedFuture, Stream};

use super::combine::{Children, Combine, First, Rule};
use super::{Fused, SelectAll, Winners, YieldNow};

impl<C: Children<R>, R: Rule> FusedFuture for Combine<C, R> {
    fn is_terminated(&self) -> bool {
        self.is_over()
    }
}

impl<C: Children<First, Slots: Unpin>> FusedFuture for SelectAll<C> {
    /// Whether it has resolved, or none is left.
    fn is_terminated(&self) -> bool {
        self.is_empty()
    }
}

impl<C: Children<First>> Stream for Winners<'_, C> {
    type Item = (usize, C::Break);

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Winners::poll_next(self.get_mut(), cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.len()))
    }
}

impl<F: Future> FusedFuture for Fused<F> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl FusedFuture for YieldNow {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
