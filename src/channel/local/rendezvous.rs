//! Without room: sender and receiver meet.

#[cfg(feature = "alloc")]
use crate::channel::Shared;
use crate::channel::generic::rendezvous as generic;
use crate::lock::LocalLock;

/// A [rendezvous](generic::Channel) for one thread.
pub type Channel<T> = generic::Channel<T, LocalLock>;
/// The end of a borrowed [`Channel`] that sends.
pub type BorrowedSender<'a, T> = generic::Sender<&'a Channel<T>>;
/// The end of a borrowed [`Channel`] that receives.
pub type BorrowedReceiver<'a, T> = generic::Receiver<&'a Channel<T>>;
/// The end of a shared [`Channel`] that sends.
#[cfg(feature = "alloc")]
pub type Sender<T> = generic::Sender<Shared<Channel<T>>>;
/// The end of a shared [`Channel`] that receives.
#[cfg(feature = "alloc")]
pub type Receiver<T> = generic::Receiver<Shared<Channel<T>>>;
/// The values that arrive at a shared [`Channel`].
#[cfg(feature = "alloc")]
pub type Incoming<T> = generic::Incoming<Shared<Channel<T>>>;
/// The end of a shared [`Channel`] that holds what it sends.
#[cfg(feature = "alloc")]
pub type Outgoing<T> = generic::Outgoing<Shared<Channel<T>>>;
/// The future of a `send`.
pub type Send<'a, T> = generic::Send<'a, T, LocalLock>;
/// The future of a `recv`.
pub type Recv<'a, T> = generic::Recv<'a, T, LocalLock>;

/// The ends of a shared [`Channel`]: one allocation, which the last end frees.
#[cfg(feature = "alloc")]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    generic::channel()
}
