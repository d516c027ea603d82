//! What combinators want to know: whether a future has completed.

use futures_core::FusedFuture;

use super::Meet;
use crate::lock::RawLock;

impl<T, L: RawLock> FusedFuture for Meet<'_, T, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
