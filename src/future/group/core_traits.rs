//! The group as a stream of outputs, and what combinators want to know.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedFuture, FusedStream, Stream};

use super::{Group, Next};

/// Ends when no future is left; goes on when one was inserted.
impl<F: Future> Stream for Group<F> {
    type Item = F::Output;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        Self::poll_next(&mut self, cx).map(|found| found.map(|(_, output)| output))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len(), Some(self.len()))
    }
}

impl<F: Future> FusedStream for Group<F> {
    fn is_terminated(&self) -> bool {
        self.is_empty()
    }
}

impl<F: Future> FusedFuture for Next<'_, F> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
