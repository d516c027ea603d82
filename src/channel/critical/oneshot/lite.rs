//! A value that fits into a byte, once: see [`Oneshot`](generic::Oneshot).

#[cfg(feature = "alloc")]
use crate::channel::Shared;
use crate::channel::generic::oneshot::lite as generic;
pub use crate::channel::generic::oneshot::lite::{RESERVED, State};
use crate::lock::CriticalSectionLock;

/// A lite [`Oneshot`](generic::Oneshot) for threads and interrupts.
pub type Oneshot<S> = generic::Oneshot<S, CriticalSectionLock>;
/// The end that sends of a `channel`.
#[cfg(feature = "alloc")]
pub type Sender<S> = generic::Sender<Shared<Oneshot<S>>>;
/// The end that receives of a `channel`.
#[cfg(feature = "alloc")]
pub type Receiver<S> = generic::Receiver<Shared<Oneshot<S>>>;
/// The end that sends of a [`Oneshot`] that was split.
pub type BorrowedSender<'a, S> = generic::Sender<&'a Oneshot<S>>;
/// The end that receives of a [`Oneshot`] that was split.
pub type BorrowedReceiver<'a, S> = generic::Receiver<&'a Oneshot<S>>;

/// Both ends of a channel that they own: one allocation.
#[cfg(feature = "alloc")]
pub fn channel<S: State>() -> (Sender<S>, Receiver<S>) {
    generic::channel()
}
