//! Every receiver sees every message: [`broadcast`](generic), for threads and interrupt handlers.

use crate::channel::Inline;
#[cfg(feature = "alloc")]
use crate::channel::Shared;
use crate::channel::generic::broadcast as generic;
pub use crate::channel::generic::broadcast::{Lagged, RecvError, RecvTimeoutError, TryRecvError};
use crate::lock::CriticalSectionLock;

/// A [`Channel`](generic::Channel) for threads and interrupt handlers.
pub type Channel<T, const N: usize> =
    generic::Channel<T, Inline<generic::Slot<T>, N>, CriticalSectionLock>;
/// The sending end of a borrowed [`Channel`].
pub type BorrowedSender<'a, T, const N: usize> = generic::Sender<&'a Channel<T, N>>;
/// The receiving end of a borrowed [`Channel`].
pub type BorrowedReceiver<'a, T, const N: usize> = generic::Receiver<&'a Channel<T, N>>;
/// The sending end of a shared channel.
#[cfg(feature = "alloc")]
pub type Sender<T> = generic::Sender<Shared<generic::SharedChannel<T, CriticalSectionLock>>>;
/// The receiving end of a shared channel.
#[cfg(feature = "alloc")]
pub type Receiver<T> = generic::Receiver<Shared<generic::SharedChannel<T, CriticalSectionLock>>>;

/// A lagging channel that keeps the latest `capacity` messages.
///
/// # Panics
///
/// If `capacity` is 0, or more than memory has room for.
#[cfg(feature = "alloc")]
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    generic::channel(capacity)
}

/// A channel that keeps up to `capacity` messages, and loses none: senders wait.
///
/// # Panics
///
/// If `capacity` is 0, or more than memory has room for.
#[cfg(feature = "alloc")]
pub fn backpressure<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    generic::backpressure(capacity)
}
