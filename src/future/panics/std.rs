//! Where panics can be caught.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Payload;

/// Runs `f`; what it panicked with is the error. Nothing of what it changed is seen if it panics.
#[inline]
pub(crate) fn catch<R>(f: impl FnOnce() -> R) -> Result<R, Payload> {
    catch_unwind(AssertUnwindSafe(f))
}
