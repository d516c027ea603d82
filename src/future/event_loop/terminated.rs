//! What combinators want to know: whether a future has completed.

use core::future::Future;

use futures_core::FusedFuture;

use super::Loop;

impl<S: ?Sized, T, L> FusedFuture for Loop<'_, S, T, L>
where
    Self: Future,
{
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
