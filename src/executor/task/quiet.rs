//! Values whose destructors may panic where nobody can have it.

use core::mem::ManuallyDrop;

use super::JoinError;
use crate::future::panics::quietly;

/// What a task leaves behind.
pub(in crate::executor) type Output<T> = Quiet<Result<T, JoinError>>;

/// A value that is dropped without a panic.
pub(in crate::executor) struct Quiet<T>(ManuallyDrop<T>);

impl<T> Quiet<T> {
    pub(in crate::executor) const fn new(value: T) -> Self {
        Self(ManuallyDrop::new(value))
    }

    pub(super) fn into_inner(self) -> T {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: taken once: `this` is not dropped.
        unsafe { ManuallyDrop::take(&mut this.0) }
    }
}

impl<T> Drop for Quiet<T> {
    fn drop(&mut self) {
        // SAFETY: dropped once, here.
        quietly(|| unsafe { ManuallyDrop::drop(&mut self.0) });
    }
}
