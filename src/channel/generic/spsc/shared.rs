//! The channel in one allocation.

use super::{Channel, MOST, Receiver, Sender, Slot};
use crate::channel::{Allocated, Ends, Shared, Storage, Tail};
use crate::lock::RawLock;

// SAFETY: the storage is the tail that the channel was made of.
unsafe impl<T, L: RawLock> Allocated for Channel<Tail<Slot<T>>, L> {
    type Cell = Slot<T>;

    fn tail_len(&self) -> usize {
        self.rest.storage.capacity()
    }
}

/// The handle of a channel in an allocation.
type Handle<T, L> = Shared<Channel<Tail<Slot<T>>, L>>;

/// A channel for `capacity` values, in one allocation that the last end frees.
///
/// # Panics
///
/// If `capacity` is 0, or more than fits into the address space.
#[track_caller]
pub fn channel<T, L: RawLock>(capacity: usize) -> (Sender<Handle<T, L>>, Receiver<Handle<T, L>>) {
    assert!(capacity > 0, "a channel of capacity 0 is a rendezvous: use `channel::rendezvous`");
    assert!(capacity <= MOST, "a channel of that capacity is too large");
    let handle = Shared::with_tail(capacity, |tail| Channel::with(tail, Ends::pair()));
    (Sender::of(handle), Receiver::of(handle))
}
