//! Channels in an allocation of their own, which the last end frees.

use super::consumer::Consumer;
use super::hall::Channel;
use super::receiver::Receiver;
use super::sender::Sender;
use crate::channel::buffer::{BlockBuf, CellBuf, Place, Ranked, RankedBuf, RingBuf};
use crate::channel::generic::priority::ByRank;
use crate::channel::line::{Line, Many, One};
use crate::channel::store::Store;
use crate::channel::{Allocated, AsIs, Ends, Guarded, Ring, Shared, Slot, Tail, Wrap};
use crate::lock::RawLock;

/// The store of a channel for threads, with its slots behind the channel.
pub type TailRing<T, L> = Ring<T, Tail<Slot<T, <L as RawLock>::Counter>>, L>;
/// The store of a channel with a plain lock, with its places behind the channel.
pub type TailBuf<T> = Guarded<CellBuf<T, Tail<Place<T>>>, AsIs<T>>;
/// The store of a channel in order of rank, with its places behind the channel.
pub type TailRanked<T> = Guarded<RankedBuf<T, Tail<Place<Ranked<T>>>>, ByRank<T>>;
/// The store of a channel without bound.
pub type Unbounded<T> = Guarded<Own<BlockBuf<T>>, AsIs<T>>;

/// A buffer that has its memory itself.
#[derive(Debug)]
pub struct Own<B>(pub B);

impl<B: RingBuf> RingBuf for Own<B> {
    type Item = B::Item;

    #[inline]
    fn capacity(&self) -> usize {
        self.0.capacity()
    }

    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    fn can_push(&self) -> bool {
        self.0.can_push()
    }

    #[inline]
    fn push(&mut self, item: B::Item) {
        self.0.push(item);
    }

    #[inline]
    fn pop(&mut self) -> B::Item {
        self.0.pop()
    }
}

// SAFETY: nothing lies behind it.
unsafe impl<B> Allocated for Own<B> {
    type Cell = ();

    fn tail_len(&self) -> usize {
        0
    }
}

// SAFETY: the store says how long its tail is.
unsafe impl<S: Store + Allocated, R: Line, L: RawLock> Allocated for Channel<S, R, L> {
    type Cell = S::Cell;

    fn tail_len(&self) -> usize {
        self.store.tail_len()
    }
}

fn check(capacity: usize, most: usize) {
    assert!(capacity > 0, "a channel of capacity 0 is a rendezvous: use that one");
    assert!(capacity <= most, "the capacity is too large for the words of the channel");
}

/// The anchor of a shared channel.
type Way<S, R, L> = Shared<Channel<S, R, L>>;
/// The store around a buffer of one's own.
pub type Around<B> = Guarded<Own<B>, AsIs<<B as RingBuf>::Item>>;
/// The first two ends of a channel of many receivers.
pub(in crate::channel) type ManyEnds<S, L> = (Sender<Way<S, Many, L>>, Receiver<Way<S, Many, L>>);
/// The first two ends of a channel of one receiver.
pub(in crate::channel) type OneEnds<S, L> = (Sender<Way<S, One, L>>, Consumer<Way<S, One, L>>);

/// A channel for threads with `capacity` slots.
pub(in crate::channel) fn ring<T, R: Line, L: RawLock>(
    capacity: usize,
) -> Way<TailRing<T, L>, R, L> {
    check(capacity, TailRing::<T, L>::MOST_SLOTS);
    Shared::with_tail(capacity, |tail| Channel::with_ends(Ring::new(tail), Ends::pair()))
}

/// A channel with a plain lock and `capacity` places.
pub(in crate::channel) fn buffered<T, R: Line, L: RawLock>(
    capacity: usize,
) -> Way<TailBuf<T>, R, L> {
    check(capacity, usize::MAX);
    Shared::with_tail(capacity, |tail| {
        Channel::with_ends(Guarded::new(CellBuf::with_places(tail)), Ends::pair())
    })
}

/// A channel in order of rank with `capacity` places.
pub(in crate::channel) fn ranked<T, R: Line, L: RawLock>(
    capacity: usize,
) -> Way<TailRanked<T>, R, L>
where
    ByRank<T>: Wrap<Item = T, Entry = Ranked<T>>,
{
    check(capacity, usize::MAX);
    Shared::with_tail(capacity, |tail| {
        Channel::with_ends(Guarded::new(RankedBuf::with_places(tail)), Ends::pair())
    })
}

/// A channel around a buffer.
pub(in crate::channel) fn owned<B: RingBuf, R: Line, L: RawLock>(
    buffer: B,
) -> Way<Around<B>, R, L> {
    check(buffer.capacity(), usize::MAX);
    Shared::new(Channel::with_ends(Guarded::new(Own(buffer)), Ends::pair()))
}

/// The first two ends of a channel of many receivers.
pub(in crate::channel) fn many<S: Store + Allocated, L: RawLock>(
    anchor: Shared<Channel<S, Many, L>>,
) -> ManyEnds<S, L> {
    (Sender::new(anchor), Receiver::new(anchor))
}

/// The first two ends of a channel of one receiver.
pub(in crate::channel) fn one<S: Store + Allocated, L: RawLock>(
    anchor: Shared<Channel<S, One, L>>,
) -> OneEnds<S, L> {
    (Sender::new(anchor), Consumer::new(anchor))
}
