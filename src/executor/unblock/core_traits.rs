//! What combinators want to know, and the items as a stream.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedFuture, FusedStream, Stream};

use super::{NextItem, Unblock, UnblockIter};

impl<T> FusedFuture for Unblock<T> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<T> FusedFuture for NextItem<'_, T> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<T> Stream for UnblockIter<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        Self::poll_next(&mut self, cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.ready(), self.is_terminated().then_some(0))
    }
}

impl<T> FusedStream for UnblockIter<T> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
