//! The read-modify-write of a byte, where the target has one.

use core::sync::atomic::{AtomicU8, Ordering};

/// Whether there is one.
pub(super) const EXISTS: bool = true;

/// Replaces `old` by `new`, or tells what is there instead.
#[inline(always)]
pub(super) fn exchange(byte: &AtomicU8, old: u8, new: u8) -> Result<(), u8> {
    // ORDERING: AcqRel: what happened before is seen by who exchanges next or loads; the loser
    // acquires, too.
    byte.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).map(|_| ())
}
