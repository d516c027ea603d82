//! One value, once: see [`Oneshot`](generic::Oneshot).

pub mod lite;

use crate::channel::Shared;
use crate::channel::generic::oneshot as generic;
use crate::lock::StdLock;

/// A [`Oneshot`](generic::Oneshot) for threads.
pub type Oneshot<T> = generic::Oneshot<T, StdLock>;
/// The end that sends of a `channel`.
pub type Sender<T> = generic::Sender<Shared<Oneshot<T>>>;
/// The end that receives of a `channel`.
pub type Receiver<T> = generic::Receiver<Shared<Oneshot<T>>>;
/// The end that sends of a [`Oneshot`] that was split.
pub type BorrowedSender<'a, T> = generic::Sender<&'a Oneshot<T>>;
/// The end that receives of a [`Oneshot`] that was split.
pub type BorrowedReceiver<'a, T> = generic::Receiver<&'a Oneshot<T>>;

/// Both ends of a channel that they own: one allocation.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    generic::channel()
}
