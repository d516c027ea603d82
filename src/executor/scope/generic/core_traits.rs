//! What combinators of others want to know: whether a future has completed.

use futures_core::FusedFuture;

use super::{Cancel, Flavor, ScopedHandle};

impl<T, K: Flavor> FusedFuture for ScopedHandle<T, K> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<T, K: Flavor> FusedFuture for Cancel<T, K> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
