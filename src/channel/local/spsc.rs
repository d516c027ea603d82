//! One producer, one consumer, for one thread. See [`generic::spsc`](crate::channel::generic::spsc).

use crate::channel::Inline;
use crate::channel::generic::spsc as generic;
#[cfg(feature = "alloc")]
use crate::channel::{Shared, Tail};
use crate::lock::LocalLock;

pub use generic::Slot;

/// A [`Channel`](generic::Channel) for `N` values, for one thread.
pub type Channel<T, const N: usize> = generic::Channel<Inline<Slot<T>, N>, LocalLock>;
/// The sending end of a [`Channel`].
pub type BorrowedSender<'a, T, const N: usize> = generic::Sender<&'a Channel<T, N>>;
/// The receiving end of a [`Channel`].
pub type BorrowedReceiver<'a, T, const N: usize> = generic::Receiver<&'a Channel<T, N>>;
/// What the ends of [`channel()`] share.
#[cfg(feature = "alloc")]
pub type SharedChannel<T> = Shared<generic::Channel<Tail<Slot<T>>, LocalLock>>;
/// The sending end of [`channel()`].
#[cfg(feature = "alloc")]
pub type Sender<T> = generic::Sender<SharedChannel<T>>;
/// The receiving end of [`channel()`].
#[cfg(feature = "alloc")]
pub type Receiver<T> = generic::Receiver<SharedChannel<T>>;

/// A channel for `capacity` values, in one allocation that the last end frees.
///
/// # Panics
///
/// If `capacity` is 0 (see `rendezvous`), or more than fits into the address space.
#[cfg(feature = "alloc")]
#[track_caller]
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    generic::channel(capacity)
}
