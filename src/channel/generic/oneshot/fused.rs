//! What combinators want to know: whether a future has completed.

use futures_core::FusedFuture;

use super::{Closed, Place, Receiver, Recv};

impl<A: Place> FusedFuture for Receiver<A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Place> FusedFuture for Recv<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<A: Place> FusedFuture for Closed<'_, A> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
