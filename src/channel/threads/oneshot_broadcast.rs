//! One value, once, for every receiver: see [`Channel`](generic::Channel).

use crate::channel::Shared;
use crate::channel::generic::oneshot_broadcast as generic;
use crate::lock::StdLock;

/// A [`Channel`](generic::Channel) for threads.
pub type Channel<T> = generic::Channel<T, StdLock>;
/// The end that sends of a `channel`.
pub type Sender<T> = generic::Sender<Shared<Channel<T>>>;
/// An end that receives of a `channel`.
pub type Receiver<T> = generic::Receiver<Shared<Channel<T>>>;
/// The end that sends of a [`Channel`] that was split.
pub type BorrowedSender<'a, T> = generic::Sender<&'a Channel<T>>;
/// An end that receives of a [`Channel`] that was split.
pub type BorrowedReceiver<'a, T> = generic::Receiver<&'a Channel<T>>;

/// Both ends of a channel that they own: one allocation.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    generic::channel()
}
