//! The worker whose thread this is.

use core::cell::Cell;
use core::marker::PhantomData;
use core::ptr;

use super::worker::Local;

// The *Here Rule*: `HERE` is null, or points to a `Local` that a `Here` of this thread borrows.

std::thread_local! {
    static HERE: Cell<*const Local> = const { Cell::new(ptr::null()) };
}

/// While it is there, this thread is the worker's.
#[derive(Debug)]
pub(super) struct Here<'a>(PhantomData<&'a Local>);

impl<'a> Here<'a> {
    /// # Safety
    ///
    /// It is dropped, not forgotten.
    pub(super) unsafe fn new(local: &'a Local) -> Self {
        HERE.with(|here| here.set(local));
        Self(PhantomData)
    }
}

impl Drop for Here<'_> {
    fn drop(&mut self) {
        HERE.with(|here| here.set(ptr::null()));
    }
}

/// Calls `f` with the worker whose thread this is, if it is one's.
#[inline(always)]
pub(super) fn here<R>(f: impl FnOnce(Option<&Local>) -> R) -> R {
    let local = HERE.with(Cell::get);
    // SAFETY: the Here Rule: it is borrowed at least until the `Here` is dropped, which is below us on the stack.
    f(unsafe { local.as_ref() })
}
