//! The read-modify-write of a byte, where the target has none: it is never called.

use core::sync::atomic::AtomicU8;

/// Whether there is one.
pub(super) const EXISTS: bool = false;

/// Replaces `old` by `new`, or tells what is there instead.
pub(super) fn exchange(_: &AtomicU8, _: u8, _: u8) -> Result<(), u8> {
    unreachable!("this target exchanges bytes under a lock")
}
