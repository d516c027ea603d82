//! The ends of `spsc`, in any flavor and form.

use std::future::Future;
use std::marker::PhantomData;

use wakeful::channel::generic::spsc::{self, Link, Receiver, Sender, Slot};
use wakeful::channel::{Inline, RecvError, SendError, Shared, Tail, TryRecvError, TrySendError};
use wakeful::lock::RawLock;

use super::leaked::leak;
use super::token::Token;
use super::{End, Receives, Sends, Subject};

impl<A: Link> End for Sender<A> {
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

impl<A: Link<Value = Token>> Sends for Sender<A> {
    fn try_send(&mut self, token: Token) -> Result<(), TrySendError<Token>> {
        Self::try_send(self, token)
    }

    fn send(&mut self, token: Token) -> impl Future<Output = Result<(), SendError<Token>>> {
        Self::send(self, token)
    }
}

impl<A: Link> End for Receiver<A> {
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

impl<A: Link<Value = Token>> Receives for Receiver<A> {
    fn try_recv(&mut self) -> Result<Token, TryRecvError> {
        Self::try_recv(self)
    }

    fn recv(&mut self) -> impl Future<Output = Result<Token, RecvError>> {
        Self::recv(self)
    }
}

/// Rings for one sender and one receiver.
pub(crate) struct Spsc<L>(PhantomData<L>);

type Ring<L> = spsc::Channel<Tail<Slot<Token>>, L>;

impl<L: RawLock + 'static> Subject for Spsc<L> {
    const MANY_SENDERS: bool = false;
    const MANY_RECEIVERS: bool = false;

    type Sender = Sender<Shared<Ring<L>>>;
    type Receiver = Receiver<Shared<Ring<L>>>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        spsc::channel(capacity)
    }
}

/// The same in the static form.
pub(crate) struct StaticSpsc<L, const N: usize>(PhantomData<L>);

type StaticRing<L, const N: usize> = spsc::Channel<Inline<Slot<Token>, N>, L>;

impl<L: RawLock + 'static, const N: usize> Subject for StaticSpsc<L, N> {
    const MANY_SENDERS: bool = false;
    const MANY_RECEIVERS: bool = false;
    const CAPACITIES: &'static [usize] = &[N];

    type Sender = Sender<&'static StaticRing<L, N>>;
    type Receiver = Receiver<&'static StaticRing<L, N>>;

    fn channel(_: usize) -> (Self::Sender, Self::Receiver) {
        leak(spsc::Channel::new()).split_static()
    }
}
