//! What combinators want to know: whether a future has completed.

use core::future::Future;

use futures_core::FusedFuture;

use super::Caught;

impl<F: Future> FusedFuture for Caught<F> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
