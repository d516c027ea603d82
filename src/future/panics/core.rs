//! Without `std`, nothing can be caught.

use super::Payload;

/// Runs `f`.
#[inline]
pub(crate) fn catch<R>(f: impl FnOnce() -> R) -> Result<R, Payload> {
    Ok(f())
}
