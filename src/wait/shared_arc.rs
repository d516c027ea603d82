//! The owning handle that threads share, where the target has atomics.

use alloc::sync::Arc;
use core::pin::Pin;

use super::{Acquire, Handle, Primitive};

// SAFETY: the target lies in the counted allocation, which lives as long as a handle does.
unsafe impl<P: Primitive + ?Sized> Handle for Arc<P> {
    type Target = P;

    #[inline(always)]
    fn target(&self) -> &P {
        self
    }
}

impl<P: Primitive + ?Sized, O> Acquire<Arc<P>, O> {
    /// Leaves the queue like `cancel`, and gives back the handle; `drop` has nothing left to do.
    pub(crate) fn leave(self: Pin<&mut Self>) -> Option<Arc<P>> {
        self.cancel();
        // SAFETY: the handle is not what is pinned, and the node is in no list any more.
        unsafe { self.get_unchecked_mut() }.handle.take()
    }
}
