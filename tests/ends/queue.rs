//! The ends of `mpmc`, `mpsc` and `priority`, in any flavor and form.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Mutex;

use wakeful::channel::generic::priority::Priority;
use wakeful::channel::generic::queue::{Channel, Consumer, Reach, Receiver, Sender};
use wakeful::channel::{Many, One, RecvError, SendError, Store, TryRecvError, TrySendError};
use wakeful::lock::RawLock;

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

/// Channels of capacity `N` in the static form, with any store and lock.
pub(crate) struct Static<S, R, L, const N: usize>(PhantomData<(S, R, L)>);

/// What is leaked stays in sight of those who look for leaks.
static LEAKED: Mutex<Vec<Pointer>> = Mutex::new(Vec::new());

struct Pointer(#[allow(dead_code, reason = "it is there to be there")] *const dyn Any);

// SAFETY: nobody follows it.
unsafe impl Send for Pointer {}

fn leak<C: 'static>(channel: C) -> &'static C {
    let channel: &'static C = Box::leak(Box::new(channel));
    LEAKED.lock().expect("no panic").push(Pointer(channel));
    channel
}

impl<S, L, const N: usize> Subject for Static<S, Many, L, N>
where
    S: Store<Item = Token> + 'static,
    L: RawLock + 'static,
    Channel<S, Many, L>: Default,
{
    const NAME: &'static str = "static mpmc";
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
    const NAME: &'static str = "static mpsc";
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = false;
    const CAPACITIES: &'static [usize] = &[N];

    type Sender = Sender<&'static Channel<S, One, L>>;
    type Receiver = Consumer<&'static Channel<S, One, L>>;

    fn channel(_: usize) -> (Self::Sender, Self::Receiver) {
        leak(Channel::default()).split_static()
    }
}
