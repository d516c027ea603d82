//! One value, once, for every receiver: see [`Channel`](generic::Channel).

#[cfg(feature = "alloc")]
use crate::channel::Shared;
use crate::channel::generic::oneshot_broadcast as generic;
use crate::lock::CriticalSectionLock;

/// A [`Channel`](generic::Channel) for threads and interrupts.
pub type Channel<T> = generic::Channel<T, CriticalSectionLock>;
/// The end that sends of a `channel`.
#[cfg(feature = "alloc")]
pub type Sender<T> = generic::Sender<Shared<Channel<T>>>;
/// An end that receives of a `channel`.
#[cfg(feature = "alloc")]
pub type Receiver<T> = generic::Receiver<Shared<Channel<T>>>;
/// The end that sends of a [`Channel`] that was split.
pub type BorrowedSender<'a, T> = generic::Sender<&'a Channel<T>>;
/// An end that receives of a [`Channel`] that was split.
pub type BorrowedReceiver<'a, T> = generic::Receiver<&'a Channel<T>>;

/// Both ends of a channel that they own: one allocation.
#[cfg(feature = "alloc")]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    generic::channel()
}
