//! The owning handle that threads share, where the target has atomics.

use alloc::sync::Arc;

use super::{Handle, Primitive};

// SAFETY: the target lies in the counted allocation, which lives as long as a handle does.
unsafe impl<P: Primitive + ?Sized> Handle for Arc<P> {
    type Target = P;

    #[inline(always)]
    fn target(&self) -> &P {
        self
    }
}
