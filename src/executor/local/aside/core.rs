//! Without `std`, no thread serves any timers.

/// Runs `f`.
#[inline]
pub(super) fn aside<R>(f: impl FnOnce() -> R) -> R {
    f()
}
