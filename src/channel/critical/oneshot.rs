//! One value, once: see [`Oneshot`](generic::Oneshot).

pub mod lite;

#[cfg(feature = "alloc")]
use crate::channel::Shared;
use crate::channel::generic::oneshot as generic;
use crate::lock::CriticalSectionLock;

/// A [`Oneshot`](generic::Oneshot) for threads and interrupts.
pub type Oneshot<T> = generic::Oneshot<T, CriticalSectionLock>;
/// The end that sends of a `channel`.
#[cfg(feature = "alloc")]
pub type Sender<T> = generic::Sender<Shared<Oneshot<T>>>;
/// The end that receives of a `channel`.
#[cfg(feature = "alloc")]
pub type Receiver<T> = generic::Receiver<Shared<Oneshot<T>>>;
/// The end that sends of a [`Oneshot`] that was split.
pub type BorrowedSender<'a, T> = generic::Sender<&'a Oneshot<T>>;
/// The end that receives of a [`Oneshot`] that was split.
pub type BorrowedReceiver<'a, T> = generic::Receiver<&'a Oneshot<T>>;

/// Both ends of a channel that they own: one allocation.
#[cfg(feature = "alloc")]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    generic::channel()
}
