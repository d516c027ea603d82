//! The shared form: one allocation, which the last end frees.

use super::receiver::Receiver;
use super::sender::Sender;
use super::slot::Slot;
use super::{Channel, PAIR};
use crate::channel::{Allocated, Anchor, Shared, Storage, Tail};
use crate::lock::RawLock;

/// A channel in an allocation of its own.
pub type SharedChannel<T, L> = Channel<T, Tail<Slot<T>>, L>;

// SAFETY: the tail is the storage.
unsafe impl<T, L: RawLock> Allocated for SharedChannel<T, L> {
    type Cell = Slot<T>;

    fn tail_len(&self) -> usize {
        self.storage.capacity()
    }
}

/// The ends of a shared channel.
type Pair<T, L> = (Sender<Shared<SharedChannel<T, L>>>, Receiver<Shared<SharedChannel<T, L>>>);

/// A lagging channel that keeps the latest `capacity` messages.
///
/// # Panics
///
/// If `capacity` is 0, or more than memory has room for.
pub fn channel<T, L: RawLock>(capacity: usize) -> Pair<T, L> {
    pair(capacity, false)
}

/// A channel that keeps up to `capacity` messages, and loses none: senders wait.
///
/// # Panics
///
/// If `capacity` is 0, or more than memory has room for.
pub fn backpressure<T, L: RawLock>(capacity: usize) -> Pair<T, L> {
    pair(capacity, true)
}

fn pair<T, L: RawLock>(capacity: usize, lossless: bool) -> Pair<T, L> {
    assert!(capacity > 0, "a broadcast channel keeps at least one message");
    let anchor = Shared::with_tail(capacity, |tail| Channel::with_storage(tail, lossless, PAIR));
    let end = anchor.channel().book.with(|book| {
        book.restart();
        book.ring.end()
    });
    (Sender::at(anchor), Receiver::at(anchor, end))
}
