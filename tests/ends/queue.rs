//! The ends of `mpmc`, `mpsc` and `priority`, in any flavor and form.

use std::future::Future;
use std::marker::PhantomData;

use wakeful::channel::generic::priority::Priority;
use wakeful::channel::generic::queue::{
    Channel, Consumer, Reach, Receiver, Sender, TailBuf, TailRanked, TailRing,
};
use wakeful::channel::generic::{mpmc, mpsc, priority};
use wakeful::channel::{
    Many, One, RecvError, SendError, Shared, Store, TryRecvError, TrySendError,
};
use wakeful::lock::RawLock;

use super::leaked::leak;
use super::token::{Token, rank};
use super::{End, Receives, Sends, Subject};

impl Priority for Token {
    fn priority(&self) -> u64 {
        rank(self.id)
    }
}

impl<A: Reach> End for Sender<A> {
    fn another(&self) -> Option<Self> {
        Some(self.clone())
    }

    fn close(&mut self) {
        Self::close(self);
    }

    fn is_closed(&self) -> bool {
        Self::is_closed(self)
    }

    fn len(&self) -> usize {
        Self::len(self)
    }
}

impl<A: Reach<Store: Store<Item = Token>>> Sends for Sender<A> {
    fn try_send(&mut self, token: Token) -> Result<(), TrySendError<Token>> {
        Self::try_send(self, token)
    }

    fn send(&mut self, token: Token) -> impl Future<Output = Result<(), SendError<Token>>> {
        Self::send(self, token)
    }
}

impl<A: Reach<Line = Many>> End for Receiver<A> {
    fn another(&self) -> Option<Self> {
        Some(self.clone())
    }

    fn close(&mut self) {
        Self::close(self);
    }

    fn is_closed(&self) -> bool {
        Self::is_closed(self)
    }

    fn len(&self) -> usize {
        Self::len(self)
    }
}

impl<A: Reach<Store: Store<Item = Token>, Line = Many>> Receives for Receiver<A> {
    fn try_recv(&mut self) -> Result<Token, TryRecvError> {
        Self::try_recv(self)
    }

    fn recv(&mut self) -> impl Future<Output = Result<Token, RecvError>> {
        Self::recv(self)
    }
}

impl<A: Reach<Line = One>> End for Consumer<A> {
    fn close(&mut self) {
        Self::close(self);
    }

    fn is_closed(&self) -> bool {
        Self::is_closed(self)
    }

    fn len(&self) -> usize {
        Self::len(self)
    }
}

impl<A: Reach<Store: Store<Item = Token>, Line = One>> Receives for Consumer<A> {
    fn try_recv(&mut self) -> Result<Token, TryRecvError> {
        Self::try_recv(self)
    }

    fn recv(&mut self) -> impl Future<Output = Result<Token, RecvError>> {
        Self::recv(self)
    }
}

/// Lock-free rings behind the channel, for [`Many`] receivers or [`One`].
pub(crate) struct Ring<R, L>(PhantomData<(R, L)>);

impl<L: RawLock + 'static> Subject for Ring<Many, L> {
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = true;

    type Sender = Sender<Shared<Channel<TailRing<Token, L>, Many, L>>>;
    type Receiver = Receiver<Shared<Channel<TailRing<Token, L>, Many, L>>>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        mpmc::ring(capacity)
    }
}

impl<L: RawLock + 'static> Subject for Ring<One, L> {
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = false;

    type Sender = Sender<Shared<Channel<TailRing<Token, L>, One, L>>>;
    type Receiver = Consumer<Shared<Channel<TailRing<Token, L>, One, L>>>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        mpsc::ring(capacity)
    }
}

/// Buffers under the lock, behind the channel, for [`Many`] receivers or [`One`].
pub(crate) struct Buf<R, L>(PhantomData<(R, L)>);

impl<L: RawLock + 'static> Subject for Buf<Many, L> {
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = true;

    type Sender = Sender<Shared<Channel<TailBuf<Token>, Many, L>>>;
    type Receiver = Receiver<Shared<Channel<TailBuf<Token>, Many, L>>>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        mpmc::buffered(capacity)
    }
}

impl<L: RawLock + 'static> Subject for Buf<One, L> {
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = false;

    type Sender = Sender<Shared<Channel<TailBuf<Token>, One, L>>>;
    type Receiver = Consumer<Shared<Channel<TailBuf<Token>, One, L>>>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        mpsc::buffered(capacity)
    }
}

/// Channels whose most urgent value comes first.
pub(crate) struct Urgent<L>(PhantomData<L>);

impl<L: RawLock + 'static> Subject for Urgent<L> {
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = true;
    const BY_RANK: bool = true;

    type Sender = Sender<Shared<Channel<TailRanked<Token>, Many, L>>>;
    type Receiver = Receiver<Shared<Channel<TailRanked<Token>, Many, L>>>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        priority::channel(capacity)
    }
}

/// Channels of capacity `N` in the static form, with any store and lock.
pub(crate) struct Static<S, R, L, const N: usize>(PhantomData<(S, R, L)>);

impl<S, L, const N: usize> Subject for Static<S, Many, L, N>
where
    S: Store<Item = Token> + 'static,
    L: RawLock + 'static,
    Channel<S, Many, L>: Default,
{
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = true;
    const CAPACITIES: &'static [usize] = &[N];

    type Sender = Sender<&'static Channel<S, Many, L>>;
    type Receiver = Receiver<&'static Channel<S, Many, L>>;

    fn channel(_: usize) -> (Self::Sender, Self::Receiver) {
        leak(Channel::default()).split_static()
    }
}

impl<S, L, const N: usize> Subject for Static<S, One, L, N>
where
    S: Store<Item = Token> + 'static,
    L: RawLock + 'static,
    Channel<S, One, L>: Default,
{
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = false;
    const CAPACITIES: &'static [usize] = &[N];

    type Sender = Sender<&'static Channel<S, One, L>>;
    type Receiver = Consumer<&'static Channel<S, One, L>>;

    fn channel(_: usize) -> (Self::Sender, Self::Receiver) {
        leak(Channel::default()).split_static()
    }
}
