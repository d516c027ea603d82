//! What combinators want to know: whether a future has completed.

use core::future::Future;

use futures_core::FusedFuture;

use super::{Fused, YieldNow};

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
