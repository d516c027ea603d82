//! Channels in an allocation of their own, which the last end frees; for any lock.

use super::{Channel, Priority, Receiver, Sender};
use crate::channel::Shared;
use crate::channel::generic::queue::{TailRanked, shared};
use crate::lock::RawLock;

/// A sender.
type Tx<T, L> = Sender<Shared<Channel<TailRanked<T>, L>>>;
/// A receiver.
type Rx<T, L> = Receiver<Shared<Channel<TailRanked<T>, L>>>;

/// A channel of `capacity` messages in one allocation.
///
/// # Panics
///
/// If `capacity` is 0, or does not fit into memory.
pub fn channel<T: Priority, L: RawLock>(capacity: usize) -> (Tx<T, L>, Rx<T, L>) {
    shared::many(shared::ranked(capacity))
}
