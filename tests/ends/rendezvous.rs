//! The ends of `rendezvous`, in the shared form of any flavor.

use std::future::Future;
use std::marker::PhantomData;

use wakeful::channel::generic::rendezvous::{self, Channel, Receiver, Sender};
use wakeful::channel::{RecvError, SendError, Shared, TryRecvError, TrySendError};
use wakeful::lock::RawLock;

use super::token::Token;
use super::{End, Receives, Sends, Subject};

type Handle<L> = Shared<Channel<Token, L>>;

impl<L: RawLock> End for Sender<Handle<L>> {
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

impl<L: RawLock> Sends for Sender<Handle<L>> {
    fn try_send(&mut self, token: Token) -> Result<(), TrySendError<Token>> {
        Self::try_send(self, token)
    }

    fn send(&mut self, token: Token) -> impl Future<Output = Result<(), SendError<Token>>> {
        Self::send(self, token)
    }
}

impl<L: RawLock> End for Receiver<Handle<L>> {
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

impl<L: RawLock> Receives for Receiver<Handle<L>> {
    fn try_recv(&mut self) -> Result<Token, TryRecvError> {
        Self::try_recv(self)
    }

    fn recv(&mut self) -> impl Future<Output = Result<Token, RecvError>> {
        Self::recv(self)
    }
}

/// Channels without room.
pub(crate) struct Rendezvous<L>(PhantomData<L>);

impl<L: RawLock + 'static> Subject for Rendezvous<L> {
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = true;
    const CAPACITIES: &'static [usize] = &[0];

    type Sender = Sender<Handle<L>>;
    type Receiver = Receiver<Handle<L>>;

    fn channel(_: usize) -> (Self::Sender, Self::Receiver) {
        rendezvous::channel()
    }
}
