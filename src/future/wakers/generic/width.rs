//! How blocks are aligned where addresses have 64 bits.

use super::bits::BITS;

/// What the address of a line of bits is a multiple of: at least as much as a line has bits.
pub(super) const LINE: usize = 64;

/// A type without size, aligned so.
#[repr(align(64))]
#[derive(Debug)]
pub(super) struct Line;

/// Likewise the address of a block of a pool: as much as it has bits, times its generations.
pub(super) const BLOCK: usize = 256;

/// A type without size, aligned so.
#[repr(align(256))]
#[derive(Debug)]
pub(super) struct Block;

const _: () = assert!(LINE >= BITS && align_of::<Line>() == LINE && align_of::<Block>() == BLOCK);
