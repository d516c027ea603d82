//! Buffers for channels that keep them behind their lock: bring your own, or take one of these.

mod array;
#[cfg(feature = "alloc")]
mod blocks;
#[cfg(feature = "alloc")]
mod heap;
mod ranked;

pub use self::array::{ArrayBuf, CellBuf, Place};
#[cfg(feature = "alloc")]
pub use self::blocks::BlockBuf;
#[cfg(feature = "alloc")]
pub use self::heap::{FixedHeapBuf, GrowingHeapBuf};
pub use self::ranked::{Ranked, RankedBuf};

/// A queue of bounded length.
///
/// What a channel does with it, it does under its lock: a method must not use that channel, and should
/// be quick. It is never called beyond its bounds.
pub trait RingBuf {
    /// What it holds.
    type Item;

    /// How many items have room.
    fn capacity(&self) -> usize;

    /// How many are in there.
    fn len(&self) -> usize;

    /// Whether none is in there.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether one more has room.
    fn can_push(&self) -> bool {
        self.len() < self.capacity()
    }

    /// Puts `item` in.
    ///
    /// # Panics
    ///
    /// If there is no room; a channel asks `can_push` before.
    fn push(&mut self, item: Self::Item);

    /// Takes the next item out.
    ///
    /// # Panics
    ///
    /// If there is none; a channel asks `is_empty` before.
    fn pop(&mut self) -> Self::Item;
}
