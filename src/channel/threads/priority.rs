//! The highest first, for threads: see [`generic::priority`](crate::channel::generic::priority).

use crate::channel::Shared;
use crate::channel::generic::priority as generic;
pub use crate::channel::generic::priority::Priority;
use crate::channel::generic::queue::TailRanked;
use crate::lock::StdLock;

/// A [`Channel`](generic::Channel) of `N` messages that lies where you put it.
pub type Channel<T, const N: usize> = generic::Channel<generic::InlineRanked<T, N>, StdLock>;
/// A sender of a channel that is borrowed.
pub type BorrowedSender<'a, T, const N: usize> = generic::Sender<&'a Channel<T, N>>;
/// A receiver of a channel that is borrowed.
pub type BorrowedReceiver<'a, T, const N: usize> = generic::Receiver<&'a Channel<T, N>>;
/// A [`Channel`](generic::Channel) in an allocation of its own.
pub type SharedChannel<T> = generic::Channel<TailRanked<T>, StdLock>;
/// A sender.
pub type Sender<T> = generic::Sender<Shared<SharedChannel<T>>>;
/// A receiver.
pub type Receiver<T> = generic::Receiver<Shared<SharedChannel<T>>>;

/// A channel of `capacity` messages in one allocation, which the last end frees.
///
/// # Panics
///
/// If `capacity` is 0, or does not fit into memory.
pub fn channel<T: Priority>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    generic::channel(capacity)
}
