//! Many producers, many consumers, for threads: see [`generic::mpmc`](crate::channel::generic::mpmc).

use crate::channel::Shared;
use crate::channel::buffer::RingBuf;
use crate::channel::generic::mpmc as generic;
use crate::lock::StdLock;

/// A [`Channel`](generic::Channel) of `N` messages that lies where you put it.
pub type Channel<T, const N: usize> = generic::Channel<generic::InlineRing<T, N, StdLock>, StdLock>;
/// A sender of a channel that is borrowed.
pub type BorrowedSender<'a, T, const N: usize> = generic::Sender<&'a Channel<T, N>>;
/// A receiver of a channel that is borrowed.
pub type BorrowedReceiver<'a, T, const N: usize> = generic::Receiver<&'a Channel<T, N>>;
/// A [`Channel`](generic::Channel) in an allocation of its own.
pub type SharedChannel<T> = generic::Channel<generic::TailRing<T, StdLock>, StdLock>;
/// A sender.
pub type Sender<T> = generic::Sender<Shared<SharedChannel<T>>>;
/// A receiver.
pub type Receiver<T> = generic::Receiver<Shared<SharedChannel<T>>>;
/// A [`Channel`](generic::Channel) around a buffer, in an allocation of its own.
pub type BufferedChannel<B> = generic::Channel<generic::Around<B>, StdLock>;
/// A sender of a channel around a buffer.
pub type BufferedSender<B> = generic::Sender<Shared<BufferedChannel<B>>>;
/// A receiver of a channel around a buffer.
pub type BufferedReceiver<B> = generic::Receiver<Shared<BufferedChannel<B>>>;
/// A [`Channel`](generic::Channel) without bound.
pub type UnboundedChannel<T> = generic::Channel<generic::Unbounded<T>, StdLock>;
/// A sender of a channel without bound.
pub type UnboundedSender<T> = generic::Sender<Shared<UnboundedChannel<T>>>;
/// A receiver of a channel without bound.
pub type UnboundedReceiver<T> = generic::Receiver<Shared<UnboundedChannel<T>>>;

/// A channel of `capacity` messages in one allocation, which the last end frees.
///
/// # Panics
///
/// If `capacity` is 0, which is a [`rendezvous`](crate::channel::generic::rendezvous), or does not fit into memory.
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    generic::ring(capacity)
}

/// A channel whose messages wait in `buffer`, behind the lock.
///
/// # Panics
///
/// If the buffer has no room at all.
pub fn with_buffer<B: RingBuf>(buffer: B) -> (BufferedSender<B>, BufferedReceiver<B>) {
    generic::with_buffer(buffer)
}

/// A channel without bound: `send` never waits. Memory is taken in blocks, which are used again.
pub fn unbounded<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {
    generic::unbounded()
}
