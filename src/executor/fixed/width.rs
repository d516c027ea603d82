//! How slots are aligned where addresses have 64 bits.

/// What the address of a slot is a multiple of: as many uses of a slot its wakers tell apart.
pub(super) const LINE: usize = 64;

/// A type without size, aligned so.
#[repr(align(64))]
#[derive(Debug)]
pub(super) struct Line;

const _: () = assert!(align_of::<Line>() == LINE);
