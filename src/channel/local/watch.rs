//! The latest state, for all who look: for one thread.

use crate::channel::generic::watch;
use crate::lock::LocalLock;

pub use crate::channel::generic::watch::{Ref, StateId};

/// A [`Channel`](watch::Channel) for one thread.
pub type Channel<T> = watch::Channel<T, LocalLock>;
/// The sender of a [`Channel`] that was split.
pub type BorrowedSender<'a, T> = watch::Sender<&'a Channel<T>>;
/// The receiver of a [`Channel`] that was split.
pub type BorrowedReceiver<'a, T> = watch::Receiver<&'a Channel<T>>;

/// The sender of a [`channel`].
#[cfg(feature = "alloc")]
pub type Sender<T> = watch::Sender<crate::channel::Shared<Channel<T>>>;
/// A receiver of a [`channel`].
#[cfg(feature = "alloc")]
pub type Receiver<T> = watch::Receiver<crate::channel::Shared<Channel<T>>>;
/// A receiver of a [`channel`] with a copy of its own.
#[cfg(feature = "alloc")]
pub type Cached<T> = watch::Cached<crate::channel::Shared<Channel<T>>>;

/// A channel in one allocation, with its first value, which the receiver has seen.
#[cfg(feature = "alloc")]
pub fn channel<T>(initial: T) -> (Sender<T>, Receiver<T>) {
    watch::channel(initial)
}
