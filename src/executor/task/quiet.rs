//! Values whose destructors may panic where nobody can have it.

use core::mem::{self, ManuallyDrop};

use super::catch::catch;

/// A value that is dropped without a panic.
pub(super) struct Quiet<T>(ManuallyDrop<T>);

impl<T> Quiet<T> {
    pub(super) const fn new(value: T) -> Self {
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
        if let Err(panic) = catch(|| unsafe { ManuallyDrop::drop(&mut self.0) }) {
            lose(panic);
        }
    }
}

/// Drops what nobody wants. If that panics, the panic ends here, and so does one of what it panicked with.
pub(in crate::executor) fn lose<T>(value: T) {
    let dropped = catch(|| drop(value));
    let dropped = catch(|| drop(dropped));
    // Dropping this one could panic in turn, and so on.
    mem::forget(dropped);
}
