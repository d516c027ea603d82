//! What combinators want to know: whether a future has completed.

use core::future::Future;

use futures_core::FusedFuture;

use super::Handle;
use super::generic::{Sleep, Tick, Timeout};

impl<H: Handle> FusedFuture for Sleep<H> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<H: Handle> FusedFuture for Tick<'_, H> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<F: Future, H: Handle> FusedFuture for Timeout<F, H> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
