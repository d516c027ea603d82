//! What combinators want to know: whether a future has completed.

use futures_core::FusedFuture;

use super::barrier::{BarrierHandle, BarrierWait};
use super::cancellation::{ChildCancelled, ParentToken};
use super::condvar_wait::CondvarWait;
use super::mutex::Mutex;
use super::rwlock_guard::{RwLockHandle, Upgrade};
use super::single::SingleNotified;
use crate::lock::RawLock;
use crate::wait::Handle;

impl<H: RwLockHandle> FusedFuture for Upgrade<H> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<H: BarrierHandle> FusedFuture for BarrierWait<H> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<H, T, L> FusedFuture for CondvarWait<'_, H, T, L>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<L: RawLock> FusedFuture for SingleNotified<'_, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}

impl<P: ParentToken, L: RawLock> FusedFuture for ChildCancelled<'_, P, L> {
    fn is_terminated(&self) -> bool {
        self.is_terminated()
    }
}
