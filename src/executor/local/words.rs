//! The words of [`far`](super::far): atomics.

use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use super::far::{Link, Word};

impl Word for AtomicUsize {
    #[inline(always)]
    fn or(&self, bits: usize) -> usize {
        self.fetch_or(bits, Ordering::AcqRel)
    }

    #[inline(always)]
    fn and(&self, bits: usize) -> usize {
        self.fetch_and(bits, Ordering::AcqRel)
    }
}

impl<T> Link<T> for AtomicPtr<T> {
    #[inline(always)]
    fn load(&self) -> *const T {
        self.load(Ordering::Acquire)
    }

    #[inline(always)]
    fn store(&self, to: *const T) {
        self.store(to.cast_mut(), Ordering::Release);
    }

    #[inline(always)]
    fn swap(&self, to: *const T) -> *const T {
        self.swap(to.cast_mut(), Ordering::AcqRel)
    }

    #[inline(always)]
    fn exchange(&self, old: *const T, new: *const T) -> Result<(), *const T> {
        self.compare_exchange(old.cast_mut(), new.cast_mut(), Ordering::AcqRel, Ordering::Acquire)
            .map(drop)
            .map_err(<*mut T>::cast_const)
    }
}
