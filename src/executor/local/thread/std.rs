//! Which thread this is.

pub(super) use crate::executor::parking::here;

/// Whether this is the thread of that number.
#[inline(always)]
pub(super) fn is_here(thread: usize) -> bool {
    here() == thread
}
