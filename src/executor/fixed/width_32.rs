//! How slots are aligned where addresses have at most 32 bits.

/// What the address of a slot is a multiple of: as many uses of a slot its wakers tell apart.
pub(super) const LINE: usize = 32;

/// A type without size, aligned so.
#[repr(align(32))]
#[derive(Debug)]
pub(super) struct Line;

const _: () = assert!(align_of::<Line>() == LINE);
