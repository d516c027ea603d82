//! Where a channel over a lock keeps its messages.

use wakeful::channel::generic::queue::{Channel, Consumer, Receiver, Sender, TailBuf, TailRing};
use wakeful::channel::generic::{mpmc, mpsc};
use wakeful::channel::{Allocated, Many, One, Shared, Store};
use wakeful::lock::{LocalLock, RawLock, StdLock};

use crate::watched::Watched;

type Way<S, R, L> = Shared<Channel<S, R, L>>;

/// The ends of a channel of many receivers.
pub(crate) type Ends<S, L> = (Sender<Way<S, Many, L>>, Receiver<Way<S, Many, L>>);

/// The ends of a channel of one receiver.
pub(crate) type SoleEnds<S, L> = (Sender<Way<S, One, L>>, Consumer<Way<S, One, L>>);

/// A lock over which channels are made: lock-free in slots, or in a buffer behind the lock.
pub(crate) trait Keeps: RawLock {
    type Store: Store<Item = u32> + Allocated + 'static;

    fn mpmc(capacity: usize) -> Ends<Self::Store, Self>;
    fn mpsc(capacity: usize) -> SoleEnds<Self::Store, Self>;
}

/// A lock whose word is plain.
pub(crate) trait Plain: RawLock {}

impl Plain for LocalLock {}

impl<L: Plain> Keeps for Watched<L> {
    type Store = TailBuf<u32>;

    fn mpmc(capacity: usize) -> Ends<TailBuf<u32>, Self> {
        mpmc::buffered(capacity)
    }

    fn mpsc(capacity: usize) -> SoleEnds<TailBuf<u32>, Self> {
        mpsc::buffered(capacity)
    }
}

impl Keeps for Watched<StdLock> {
    type Store = TailRing<u32, Self>;

    fn mpmc(capacity: usize) -> Ends<Self::Store, Self> {
        mpmc::ring(capacity)
    }

    fn mpsc(capacity: usize) -> SoleEnds<Self::Store, Self> {
        mpsc::ring(capacity)
    }
}

impl Keeps for LocalLock {
    type Store = TailBuf<u32>;

    fn mpmc(capacity: usize) -> Ends<TailBuf<u32>, Self> {
        mpmc::buffered(capacity)
    }

    fn mpsc(capacity: usize) -> SoleEnds<TailBuf<u32>, Self> {
        mpsc::buffered(capacity)
    }
}
