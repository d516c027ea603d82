//! Functions on the stack, for those who can be given nothing: handlers and wakers.

use core::mem;
use core::ptr::NonNull;

use crate::shared::Shared;

/// A place for a function that is borrowed.
#[derive(Debug)]
pub(crate) struct Lent(Shared<Option<Function>>);

/// The *Lent Rule*: the function is there while its pointer is in the place, and until calls that began then
/// have returned. What is not `Sync` is called by the thread alone.
#[derive(Clone, Copy, Debug)]
struct Function {
    pointer: NonNull<dyn Fn() + 'static>,
    /// For the thread alone.
    here: bool,
}

// SAFETY: the Lent Rule: a handler calls only what is `Sync`.
unsafe impl Send for Function {}

impl Lent {
    /// Without a function.
    pub(crate) const fn new() -> Self {
        Self(Shared::new(None))
    }

    /// Lends `function` while `body` runs: to handlers, too.
    pub(crate) fn during(&self, function: &(dyn Fn() + Sync), body: impl FnOnce()) {
        self.lend(function, false, body);
    }

    /// Lends `function` to the thread while `body` runs.
    pub(crate) fn during_here(&self, function: &dyn Fn(), body: impl FnOnce()) {
        self.lend(function, true, body);
    }

    fn lend(&self, function: &dyn Fn(), here: bool, body: impl FnOnce()) {
        // SAFETY: the Lent Rule, which alone says how long the function is there.
        let function = unsafe { mem::transmute::<&dyn Fn(), &'static dyn Fn()>(function) };
        let old = self.0.replace(Some(Function { pointer: NonNull::from(function), here }));
        // It does not unwind: nothing does here. Handlers that interrupted it have returned when it has.
        body();
        self.0.set(old);
    }

    /// Calls it, if there is one.
    pub(crate) fn call(&self) {
        if let Some(function) = self.0.get() {
            assert!(!function.here || !board::in_handler(), "a handler calls what is the thread's");
            // SAFETY: the Lent Rule: whoever lent it waits for this call.
            let function = unsafe { function.pointer.as_ref() };
            function();
        }
    }
}
