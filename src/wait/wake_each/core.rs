//! Wakes one after the other; the rest is woken while a panic unwinds.

use core::task::Waker;

struct Rest<F: FnMut() -> Option<Waker>>(F);

impl<F: FnMut() -> Option<Waker>> Rest<F> {
    fn wake(&mut self) {
        while let Some(waker) = (self.0)() {
            waker.wake();
        }
    }
}

impl<F: FnMut() -> Option<Waker>> Drop for Rest<F> {
    fn drop(&mut self) {
        self.wake();
    }
}

/// Wakes what `next` yields. If a waker panics, the others are woken while the panic unwinds; a
/// second panic meanwhile aborts, as always without `std`.
pub(crate) fn wake_each(next: impl FnMut() -> Option<Waker>) {
    let mut rest = Rest(next);
    rest.wake();
    core::mem::forget(rest);
}
