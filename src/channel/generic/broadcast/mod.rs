//! Every receiver sees every message.
//!
//! | file | what |
//! |---|---|
//! | `slot` | a message, who must still see it, who is cloning it now |
//! | `ring` | which messages are kept, and where |
//! | `book` | what the lock guards: the ring, the counts of ends, the lists of those who wait |
//! | `pass` | operations: a pass under the lock, then wakers and values, without it |
//! | `reading` | a value while it is cloned |
//! | `sender`, `receiver`, `messages` | the ends and their futures |

#[cfg(feature = "std")]
mod blocking;
mod book;
#[cfg(feature = "futures-core")]
mod core_traits;
mod error;
mod messages;
mod pass;
mod reading;
mod receiver;
mod ring;
mod sender;
#[cfg(feature = "alloc")]
mod shared;
mod slot;

use core::fmt;
use core::marker::PhantomData;

pub use self::error::{Lagged, RecvError, RecvTimeoutError, TryRecvError};
pub use self::messages::Messages;
pub use self::receiver::{Receiver, Recv};
pub use self::sender::{Closed, Send, Sender};
#[cfg(feature = "alloc")]
pub use self::shared::{SharedChannel, backpressure, channel};
pub use self::slot::Slot;

use self::book::Book;
use crate::channel::{Anchor, Inline, Storage};
use crate::lock::{Locked, RawLock, State};

/// A channel in which every receiver sees every message.
///
/// Use it for events that many follow: ticks, log lines, changes of a configuration. If only the latest
/// value counts use `watch`; if each message is for one receiver use `mpmc`.
///
/// There are two modes. By default the channel is *lagging*: senders never wait for receivers, the
/// oldest message is overwritten, and a receiver that was too slow is told how many it missed. With
/// [`backpressure`](Self::backpressure) nothing is lost: senders wait until the slowest receiver has
/// seen the oldest message.
///
/// # Examples
///
/// ```
/// use wakeful::channel::broadcast::{Channel, RecvError};
/// use wakeful::executor::block_on;
///
/// let mut channel = Channel::<u32, 2>::new();
/// let (tx, mut rx) = channel.split();
/// let mut other = tx.subscribe();
/// block_on(async {
///     assert_eq!(tx.send(1).await, Ok(2)); // two receivers will see it
///     assert_eq!(rx.recv().await, Ok(1));
///     tx.send(2).await.unwrap();
///     tx.send(3).await.unwrap();
///     assert_eq!(other.recv().await, Err(RecvError::Lagged(1)));
///     assert_eq!(other.recv().await, Ok(2));
/// });
/// ```
///
/// # States
///
/// | | receivers, room | receivers, no room | no receivers | closed |
/// |---|---|---|---|---|
/// | [`send`](Sender::send) | is ready | waits | fails | fails |
/// | [`recv`](Receiver::recv), unseen messages | takes the next | takes the next | | takes the next |
/// | [`recv`](Receiver::recv), none | waits | waits | | fails |
/// | [`subscribe`](Sender::subscribe) | adds a receiver | adds a receiver | adds a receiver | adds one that only fails |
///
/// A lagging channel always has room, but for this: if the values of *all* slots are being cloned at the
/// same time, senders wait until one clone is done. While some are, messages in those slots are
/// overwritten, too, but their slots are passed by, and fewer messages are kept for that round.
///
/// # Fairness
///
/// Senders that wait are offered room in order. Until the woken one is polled, a newcomer may take it;
/// when a sender was overtaken four times, newcomers wait until it has sent.
///
/// # Cancel safety
///
/// Strict. A dropped `send` has sent nothing, and passes on the room that it was offered; a dropped
/// `recv` has received nothing.
///
/// # Re-entrancy
///
/// `T::clone`, destructors and wakers run without the lock, and may use the channel. A value is cloned
/// while the channel goes on: the message may be overwritten meanwhile, the value stays until the last
/// clone of it is done. The last receiver that must see a value gets the value itself.
///
/// # Memory ordering
///
/// What happened before a `send` is seen after the `recv` of its message.
///
/// # Deadlocks
///
/// With backpressure a receiver that does not receive stops all senders: drop it.
///
/// # Panics
///
/// If `T::clone` panics, the message counts as not seen: the next `recv` tries again. If a waker panics,
/// what was done is done: a message that was sent stays sent, and one that was about to be returned counts
/// as seen, and is dropped.
///
/// # Cost
///
/// On 64-bit targets fourteen words, and for each slot three words and an `Option` of the value. An
/// operation is one pass under the lock. A `recv` that clones is two: one to pin the value, one to unpin
/// it. Receivers that come or go make a pass for every 32 messages that they have not seen.
pub struct Channel<T, S: Storage<Cell = Slot<T>>, L: RawLock> {
    book: Locked<Book, L>,
    storage: S,
    /// How many ends there are, times two, and whether there ever were any.
    ends: State<L>,
    value: PhantomData<T>,
}

/// The lowest bit of the count of ends: the channel has been split.
const SPLIT: usize = 1;
const END: usize = 2;
/// One end on each side.
const PAIR: usize = SPLIT | (END + END);

/// A broadcast channel, whatever it is made of. Sealed: only [`Channel`] is one.
pub trait Broadcast: sealed::Sealed {
    /// The messages.
    type Value;
    /// Where they lie.
    type Slots: Storage<Cell = Slot<Self::Value>>;
    /// The lock.
    type Lock: RawLock;

    #[doc(hidden)]
    fn whole(&self) -> &Channel<Self::Value, Self::Slots, Self::Lock>;
}

mod sealed {
    use super::{RawLock, Slot, Storage};

    #[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
    pub trait Sealed {}
    impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> Sealed for super::Channel<T, S, L> {}
}

impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> Broadcast for Channel<T, S, L> {
    type Value = T;
    type Slots = S;
    type Lock = L;

    #[inline(always)]
    fn whole(&self) -> &Self {
        self
    }
}

/// An anchor of a broadcast channel.
pub trait BroadcastAnchor: Anchor<Channel: Broadcast> {}
impl<A: Anchor<Channel: Broadcast>> BroadcastAnchor for A {}

/// What is sent through the channel of an anchor.
pub type Value<A> = <<A as Anchor>::Channel as Broadcast>::Value;
type Slots<A> = <<A as Anchor>::Channel as Broadcast>::Slots;
type Lock<A> = <<A as Anchor>::Channel as Broadcast>::Lock;

#[inline(always)]
fn channel_of<A: BroadcastAnchor>(anchor: &A) -> &Channel<Value<A>, Slots<A>, Lock<A>> {
    anchor.channel().whole()
}

impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> Channel<T, S, L> {
    const fn with_storage(storage: S, lossless: bool, ends: usize) -> Self {
        let book = Locked::new(Book::new(lossless));
        Self { book, storage, ends: State::new(ends), value: PhantomData }
    }
}

impl<T, L: RawLock, const N: usize> Channel<T, Inline<Slot<T>, N>, L> {
    /// A lagging channel that keeps the latest `N` messages.
    pub const fn new() -> Self {
        Self::with_storage(Inline::new(), false, 0)
    }

    /// A channel that keeps up to `N` messages, and loses none.
    pub const fn backpressure() -> Self {
        Self::with_storage(Inline::new(), true, 0)
    }
}

impl<T, L: RawLock, const N: usize> Default for Channel<T, Inline<Slot<T>, N>, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> Channel<T, S, L> {
    /// The first sender and the first receiver. Starts over: messages that are left are dropped, and the
    /// channel is open.
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        self.drain();
        self.book.with(Book::restart);
        *self.ends.get_mut() = PAIR;
        self.pair()
    }

    /// The first sender and the first receiver of a channel in a `static`.
    ///
    /// # Panics
    ///
    /// If the channel has been split before.
    pub fn split_static(&'static self) -> (Sender<&'static Self>, Receiver<&'static Self>) {
        let first = self.ends.exchange(0, PAIR).is_ok();
        assert!(first, "a broadcast channel was split twice: subscribe, or clone an end");
        self.book.with(Book::restart);
        self.pair()
    }

    fn pair(&self) -> (Sender<&Self>, Receiver<&Self>) {
        (Sender::at(self), Receiver::at(self, self.book.with(|book| book.ring.end())))
    }

    /// How many messages are kept at most.
    pub fn capacity(&self) -> usize {
        self.storage.capacity()
    }
}

impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> fmt::Debug for Channel<T, S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").finish_non_exhaustive()
    }
}
