//! Many producers, many consumers, for threads and interrupt handlers: see [`generic::mpmc`](crate::channel::generic::mpmc).

#[cfg(feature = "alloc")]
use crate::channel::Shared;
#[cfg(feature = "alloc")]
use crate::channel::buffer::RingBuf;
use crate::channel::generic::mpmc as generic;
use crate::lock::CriticalSectionLock;

/// A [`Channel`](generic::Channel) of `N` messages that lies where you put it.
pub type Channel<T, const N: usize> =
    generic::Channel<generic::InlineBuf<T, N>, CriticalSectionLock>;
/// A sender of a channel that is borrowed.
pub type BorrowedSender<'a, T, const N: usize> = generic::Sender<&'a Channel<T, N>>;
/// A receiver of a channel that is borrowed.
pub type BorrowedReceiver<'a, T, const N: usize> = generic::Receiver<&'a Channel<T, N>>;
/// A [`Channel`](generic::Channel) in an allocation of its own.
#[cfg(feature = "alloc")]
pub type SharedChannel<T> = generic::Channel<generic::TailBuf<T>, CriticalSectionLock>;
/// A sender.
#[cfg(feature = "alloc")]
pub type Sender<T> = generic::Sender<Shared<SharedChannel<T>>>;
/// A receiver.
#[cfg(feature = "alloc")]
pub type Receiver<T> = generic::Receiver<Shared<SharedChannel<T>>>;
/// A [`Channel`](generic::Channel) around a buffer, in an allocation of its own.
#[cfg(feature = "alloc")]
pub type BufferedChannel<B> = generic::Channel<generic::Around<B>, CriticalSectionLock>;
/// A sender of a channel around a buffer.
#[cfg(feature = "alloc")]
pub type BufferedSender<B> = generic::Sender<Shared<BufferedChannel<B>>>;
/// A receiver of a channel around a buffer.
#[cfg(feature = "alloc")]
pub type BufferedReceiver<B> = generic::Receiver<Shared<BufferedChannel<B>>>;
/// A [`Channel`](generic::Channel) without bound.
#[cfg(feature = "alloc")]
pub type UnboundedChannel<T> = generic::Channel<generic::Unbounded<T>, CriticalSectionLock>;
/// A sender of a channel without bound.
#[cfg(feature = "alloc")]
pub type UnboundedSender<T> = generic::Sender<Shared<UnboundedChannel<T>>>;
/// A receiver of a channel without bound.
#[cfg(feature = "alloc")]
pub type UnboundedReceiver<T> = generic::Receiver<Shared<UnboundedChannel<T>>>;

/// A channel of `capacity` messages in one allocation, which the last end frees.
///
/// # Panics
///
/// If `capacity` is 0, which is a [`rendezvous`](crate::channel::generic::rendezvous), or does not fit into memory.
#[cfg(feature = "alloc")]
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    generic::buffered(capacity)
}

/// A channel whose messages wait in `buffer`, behind the lock.
///
/// # Panics
///
/// If the buffer has no room at all.
#[cfg(feature = "alloc")]
pub fn with_buffer<B: RingBuf>(buffer: B) -> (BufferedSender<B>, BufferedReceiver<B>) {
    generic::with_buffer(buffer)
}

/// A channel without bound: `send` never waits. Memory is taken in blocks, which are used again.
#[cfg(feature = "alloc")]
pub fn unbounded<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {
    generic::unbounded()
}
