//! What combinators want to know: whether a future has completed.

use futures_core::FusedFuture;

use super::{Acquire, Handle, Outcome};

impl<H: Handle, O: Outcome<H>> FusedFuture for Acquire<H, O> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
