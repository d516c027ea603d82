//! Polling tasks where this thread sleeps elsewhere.

use crate::executor::driver::pass_on;
use crate::executor::served::Serving;

/// Runs `f`, which polls tasks whose timers this thread does not serve.
#[inline]
pub(super) fn aside<R>(f: impl FnOnce() -> R) -> R {
    pass_on();
    // SAFETY: it names nobody, and is dropped when `f` is over.
    let _nobody = unsafe { Serving::new(None) };
    f()
}
