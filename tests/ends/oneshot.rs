//! The ends of `oneshot`, and of its lite form, in any flavor.

use std::future::Future;
use std::marker::PhantomData;
use std::rc::Rc;

use wakeful::channel::generic::oneshot::{self, Oneshot, lite};
use wakeful::channel::{RecvError, Shared, TryRecvError};
use wakeful::lock::RawLock;

use super::{Census, Item};

/// A kind of channel for one value.
pub(crate) trait Once: 'static {
    type Value: 'static;
    type Sender: 'static;
    type Receiver: Future<Output = Result<Self::Value, RecvError>> + Unpin + 'static;
    /// Whether the sender can wait for the close, and the value is an [`Item`].
    const IS_LITE: bool;

    fn channel() -> (Self::Sender, Self::Receiver);
    /// The next value, and its number.
    fn value(census: &Rc<Census>) -> (Self::Value, usize);
    fn id(value: &Self::Value) -> usize;

    fn send(sender: Self::Sender, value: Self::Value) -> Result<(), Self::Value>;
    fn sender_is_closed(sender: &Self::Sender) -> bool;
    fn closed(sender: &mut Self::Sender) -> impl Future<Output = ()>;

    fn recv(receiver: &mut Self::Receiver) -> impl Future<Output = Result<Self::Value, RecvError>>;
    fn try_recv(receiver: &mut Self::Receiver) -> Result<Self::Value, TryRecvError>;
    fn close(receiver: &mut Self::Receiver);
    /// Whether it is closed, is empty, has completed.
    fn look(receiver: &Self::Receiver) -> [bool; 3];
}

/// The one for values of any kind.
pub(crate) struct Whole<L>(PhantomData<L>);

type Channel<L> = Shared<Oneshot<Item, L>>;

impl<L: RawLock + 'static> Once for Whole<L> {
    type Value = Item;
    type Sender = oneshot::Sender<Channel<L>>;
    type Receiver = oneshot::Receiver<Channel<L>>;
    const IS_LITE: bool = false;

    fn channel() -> (Self::Sender, Self::Receiver) {
        oneshot::channel()
    }

    fn value(census: &Rc<Census>) -> (Item, usize) {
        let item = census.item();
        let id = item.id;
        (item, id)
    }

    fn id(value: &Item) -> usize {
        value.id
    }

    fn send(sender: Self::Sender, value: Item) -> Result<(), Item> {
        sender.send(value)
    }

    fn sender_is_closed(sender: &Self::Sender) -> bool {
        sender.is_closed()
    }

    fn closed(sender: &mut Self::Sender) -> impl Future<Output = ()> {
        sender.closed()
    }

    fn recv(receiver: &mut Self::Receiver) -> impl Future<Output = Result<Item, RecvError>> {
        receiver.recv()
    }

    fn try_recv(receiver: &mut Self::Receiver) -> Result<Item, TryRecvError> {
        receiver.try_recv()
    }

    fn close(receiver: &mut Self::Receiver) {
        receiver.close();
    }

    fn look(receiver: &Self::Receiver) -> [bool; 3] {
        [receiver.is_closed(), receiver.is_empty(), receiver.is_terminated()]
    }
}

/// The one for bytes.
pub(crate) struct Lite<L>(PhantomData<L>);

/// The number of a value that is nothing but its number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Byte(u8);

impl lite::State for Byte {
    fn to_u8(self) -> u8 {
        self.0
    }

    fn from_u8(byte: u8) -> Option<Self> {
        (byte < lite::RESERVED).then_some(Self(byte))
    }
}

type LiteChannel<L> = Shared<lite::Oneshot<Byte, L>>;

impl<L: RawLock + 'static> Once for Lite<L> {
    type Value = Byte;
    type Sender = lite::Sender<LiteChannel<L>>;
    type Receiver = lite::Receiver<LiteChannel<L>>;
    const IS_LITE: bool = true;

    fn channel() -> (Self::Sender, Self::Receiver) {
        lite::channel()
    }

    fn value(census: &Rc<Census>) -> (Byte, usize) {
        let id = census.item().id;
        (Byte(u8::try_from(id).expect("few values")), id)
    }

    fn id(value: &Byte) -> usize {
        value.0.into()
    }

    fn send(sender: Self::Sender, value: Byte) -> Result<(), Byte> {
        sender.send(value)
    }

    fn sender_is_closed(sender: &Self::Sender) -> bool {
        sender.is_closed()
    }

    fn closed(_: &mut Self::Sender) -> impl Future<Output = ()> {
        std::future::pending()
    }

    fn recv(receiver: &mut Self::Receiver) -> impl Future<Output = Result<Byte, RecvError>> {
        receiver.recv()
    }

    fn try_recv(receiver: &mut Self::Receiver) -> Result<Byte, TryRecvError> {
        receiver.try_recv()
    }

    fn close(receiver: &mut Self::Receiver) {
        receiver.close();
    }

    fn look(receiver: &Self::Receiver) -> [bool; 3] {
        [receiver.is_closed(), receiver.is_empty(), receiver.is_terminated()]
    }
}
