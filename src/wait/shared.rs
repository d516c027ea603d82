//! The owning handles.

use alloc::rc::Rc;

use super::{Handle, Primitive};

// SAFETY: the target lies in the counted allocation, which lives as long as a handle does.
unsafe impl<P: Primitive + ?Sized> Handle for Rc<P> {
    type Target = P;

    #[inline(always)]
    fn target(&self) -> &P {
        self
    }
}
