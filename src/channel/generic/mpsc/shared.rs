//! Channels in an allocation of their own, which the last end frees; for any lock.

use super::{TailBuf, TailRing, Unbounded};
use crate::channel::buffer::{BlockBuf, RingBuf};
use crate::channel::generic::queue::shared::{self, Around, OneEnds};
use crate::lock::RawLock;

/// A channel of `capacity` messages over a lock that is `LOCK_FREE`: uncontended, it is not taken.
///
/// # Panics
///
/// If `capacity` is 0, or does not fit into memory or the words of the ring.
pub fn ring<T, L: RawLock>(capacity: usize) -> OneEnds<TailRing<T, L>, L> {
    shared::one(shared::ring(capacity))
}

/// A channel of `capacity` messages over any lock.
///
/// # Panics
///
/// If `capacity` is 0, or does not fit into memory.
pub fn buffered<T, L: RawLock>(capacity: usize) -> OneEnds<TailBuf<T>, L> {
    shared::one(shared::buffered(capacity))
}

/// A channel whose messages wait in `buffer`, behind the lock.
///
/// # Panics
///
/// If the buffer has no room at all.
pub fn with_buffer<B: RingBuf, L: RawLock>(buffer: B) -> OneEnds<Around<B>, L> {
    shared::one(shared::owned(buffer))
}

/// A channel without bound: `send` never waits. Memory is taken in blocks, which are used again.
pub fn unbounded<T, L: RawLock>() -> OneEnds<Unbounded<T>, L> {
    with_buffer(BlockBuf::new())
}
