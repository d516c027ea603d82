//! Channels that lie where their user puts them, and their ends.

use super::consumer::Consumer;
use super::hall::Channel;
use super::receiver::Receiver;
use super::sender::Sender;
use crate::channel::buffer::{ArrayBuf, Place, Ranked, RankedBuf, RingBuf};
use crate::channel::generic::priority::ByRank;
use crate::channel::line::{Line, Many, One};
use crate::channel::store::Store;
use crate::channel::{AsIs, Guarded, Inline, Ring, Slot};
use crate::lock::RawLock;

/// The store of a channel for threads, with `N` slots inside.
pub type InlineRing<T, const N: usize, L> = Ring<T, Inline<Slot<T, <L as RawLock>::Counter>, N>, L>;
/// The store of a channel with a plain lock, with room for `N` messages inside.
pub type InlineBuf<T, const N: usize> = Guarded<ArrayBuf<T, N>, AsIs<T>>;
/// The store of a channel in order of rank, with room for `N` messages inside.
pub type InlineRanked<T, const N: usize> =
    Guarded<RankedBuf<T, Inline<Place<Ranked<T>>, N>>, ByRank<T>>;

impl<T, R: Line, L: RawLock, const N: usize> Channel<InlineRing<T, N, L>, R, L> {
    /// An empty channel with room for `N` messages.
    pub const fn new() -> Self {
        const { assert!(N <= InlineRing::<T, N, L>::MOST_SLOTS, "the capacity is too large") };
        Self::with_store(Ring::new(Inline::new()))
    }
}

impl<T, R: Line, L: RawLock, const N: usize> Default for Channel<InlineRing<T, N, L>, R, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, R: Line, L: RawLock, const N: usize> Channel<InlineBuf<T, N>, R, L> {
    /// An empty channel with room for `N` messages.
    pub const fn new() -> Self {
        Self::with_store(Guarded::new(ArrayBuf::new()))
    }
}

impl<T, R: Line, L: RawLock, const N: usize> Default for Channel<InlineBuf<T, N>, R, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, R, L, const N: usize> Channel<InlineRanked<T, N>, R, L>
where
    ByRank<T>: crate::channel::Wrap<Item = T, Entry = Ranked<T>>,
    R: Line,
    L: RawLock,
{
    /// An empty channel with room for `N` messages.
    pub const fn new() -> Self {
        Self::with_store(Guarded::new(RankedBuf::with_places(Inline::new())))
    }
}

impl<B: RingBuf, R: Line, L: RawLock> Channel<Guarded<B, AsIs<B::Item>>, R, L> {
    /// A channel whose messages wait in `buffer`, behind the lock.
    pub const fn with_buffer(buffer: B) -> Self {
        Self::with_store(Guarded::new(buffer))
    }
}

#[cold]
#[inline(never)]
fn split_twice() -> ! {
    panic!("a static channel is split once: keep its ends, and clone them")
}

impl<S: Store, L: RawLock> Channel<S, Many, L> {
    /// Two ends, which borrow the channel. When they and their clones are gone, it can be split again, and
    /// starts over.
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        self.restart();
        (Sender::new(self), Receiver::new(self))
    }

    /// Two ends of a channel in a `static`.
    ///
    /// # Panics
    ///
    /// If it was split before.
    pub fn split_static(&'static self) -> (Sender<&'static Self>, Receiver<&'static Self>) {
        if !self.ends.start() {
            split_twice();
        }
        (Sender::new(self), Receiver::new(self))
    }
}

impl<S: Store, L: RawLock> Channel<S, One, L> {
    /// Two ends, which borrow the channel. When they and their clones are gone, it can be split again, and
    /// starts over.
    pub fn split(&mut self) -> (Sender<&Self>, Consumer<&Self>) {
        self.restart();
        (Sender::new(self), Consumer::new(self))
    }

    /// Two ends of a channel in a `static`.
    ///
    /// # Panics
    ///
    /// If it was split before.
    pub fn split_static(&'static self) -> (Sender<&'static Self>, Consumer<&'static Self>) {
        if !self.ends.start() {
            split_twice();
        }
        (Sender::new(self), Consumer::new(self))
    }
}
