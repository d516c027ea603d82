//! The highest first, for one thread: see [`generic::priority`](crate::channel::generic::priority).

#[cfg(feature = "alloc")]
use crate::channel::Shared;
use crate::channel::generic::priority as generic;
pub use crate::channel::generic::priority::Priority;
#[cfg(feature = "alloc")]
use crate::channel::generic::queue::TailRanked;
use crate::lock::LocalLock;

/// A [`Channel`](generic::Channel) of `N` messages that lies where you put it.
pub type Channel<T, const N: usize> = generic::Channel<generic::InlineRanked<T, N>, LocalLock>;
/// A sender of a channel that is borrowed.
pub type BorrowedSender<'a, T, const N: usize> = generic::Sender<&'a Channel<T, N>>;
/// A receiver of a channel that is borrowed.
pub type BorrowedReceiver<'a, T, const N: usize> = generic::Receiver<&'a Channel<T, N>>;
/// A [`Channel`](generic::Channel) in an allocation of its own.
#[cfg(feature = "alloc")]
pub type SharedChannel<T> = generic::Channel<TailRanked<T>, LocalLock>;
/// A sender.
#[cfg(feature = "alloc")]
pub type Sender<T> = generic::Sender<Shared<SharedChannel<T>>>;
/// A receiver.
#[cfg(feature = "alloc")]
pub type Receiver<T> = generic::Receiver<Shared<SharedChannel<T>>>;

/// A channel of `capacity` messages in one allocation, which the last end frees.
///
/// # Panics
///
/// If `capacity` is 0, or does not fit into memory.
#[cfg(feature = "alloc")]
pub fn channel<T: Priority>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    generic::channel(capacity)
}
