//! Without room: sender and receiver meet.

use crate::channel::Shared;
use crate::channel::generic::rendezvous as generic;
use crate::lock::StdLock;

/// A [rendezvous](generic::Channel) for threads.
pub type Channel<T> = generic::Channel<T, StdLock>;
/// The end of a borrowed [`Channel`] that sends.
pub type BorrowedSender<'a, T> = generic::Sender<&'a Channel<T>>;
/// The end of a borrowed [`Channel`] that receives.
pub type BorrowedReceiver<'a, T> = generic::Receiver<&'a Channel<T>>;
/// The end of a shared [`Channel`] that sends.
pub type Sender<T> = generic::Sender<Shared<Channel<T>>>;
/// The end of a shared [`Channel`] that receives.
pub type Receiver<T> = generic::Receiver<Shared<Channel<T>>>;
/// The values that arrive at a shared [`Channel`].
pub type Incoming<T> = generic::Incoming<Shared<Channel<T>>>;
/// The end of a shared [`Channel`] that holds what it sends.
pub type Outgoing<T> = generic::Outgoing<Shared<Channel<T>>>;
/// The future of a `send`.
pub type Send<'a, T> = generic::Send<'a, T, StdLock>;
/// The future of a `recv`.
pub type Recv<'a, T> = generic::Recv<'a, T, StdLock>;

/// The ends of a shared [`Channel`]: one allocation, which the last end frees.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    generic::channel()
}
