//! The oneshot channels of others: all of them lie on the heap.

use crate::workload::channel::{Item, alive};
use crate::workload::oneshot::Oneshot;

pub(super) struct Tokio;
/// The crate that is called `oneshot`.
pub(super) struct FaernOneshot;
pub(super) struct AsyncOneshot;
pub(super) struct Futures;
pub(super) struct LiteSync;
pub(super) struct Crossfire;
pub(super) struct Fibre;

impl<T: Item> Oneshot<T> for Tokio {
    type Place = ();
    type Tx<'a> = tokio::sync::oneshot::Sender<T>;
    type Rx<'a> = tokio::sync::oneshot::Receiver<T>;

    fn place() {}

    fn ends((): &mut ()) -> (Self::Tx<'_>, Self::Rx<'_>) {
        tokio::sync::oneshot::channel()
    }

    fn send(tx: Self::Tx<'_>, item: T) {
        alive(tx.send(item));
    }

    async fn recv(rx: Self::Rx<'_>) -> T {
        alive(rx.await)
    }
}

impl<T: Item> Oneshot<T> for FaernOneshot {
    type Place = ();
    type Tx<'a> = oneshot::Sender<T>;
    type Rx<'a> = oneshot::AsyncReceiver<T>;

    fn place() {}

    fn ends((): &mut ()) -> (Self::Tx<'_>, Self::Rx<'_>) {
        oneshot::async_channel()
    }

    fn send(tx: Self::Tx<'_>, item: T) {
        alive(tx.send(item));
    }

    async fn recv(rx: Self::Rx<'_>) -> T {
        alive(rx.await)
    }
}

impl<T: Item> Oneshot<T> for AsyncOneshot {
    type Place = ();
    type Tx<'a> = async_oneshot::Sender<T>;
    type Rx<'a> = async_oneshot::Receiver<T>;

    fn place() {}

    fn ends((): &mut ()) -> (Self::Tx<'_>, Self::Rx<'_>) {
        async_oneshot::oneshot()
    }

    fn send(mut tx: Self::Tx<'_>, item: T) {
        alive(tx.send(item));
    }

    async fn recv(rx: Self::Rx<'_>) -> T {
        alive(rx.await)
    }
}

impl<T: Item> Oneshot<T> for Futures {
    type Place = ();
    type Tx<'a> = futures::channel::oneshot::Sender<T>;
    type Rx<'a> = futures::channel::oneshot::Receiver<T>;

    fn place() {}

    fn ends((): &mut ()) -> (Self::Tx<'_>, Self::Rx<'_>) {
        futures::channel::oneshot::channel()
    }

    fn send(tx: Self::Tx<'_>, item: T) {
        alive(tx.send(item));
    }

    async fn recv(rx: Self::Rx<'_>) -> T {
        alive(rx.await)
    }
}

impl<T: Item> Oneshot<T> for LiteSync {
    type Place = ();
    type Tx<'a> = lite_sync::oneshot::generic::Sender<T>;
    type Rx<'a> = lite_sync::oneshot::generic::Receiver<T>;

    fn place() {}

    fn ends((): &mut ()) -> (Self::Tx<'_>, Self::Rx<'_>) {
        lite_sync::oneshot::generic::channel()
    }

    fn send(tx: Self::Tx<'_>, item: T) {
        alive(tx.send(item));
    }

    async fn recv(rx: Self::Rx<'_>) -> T {
        alive(rx.await)
    }
}

impl<T: Item> Oneshot<T> for Crossfire {
    type Place = ();
    type Tx<'a> = crossfire::oneshot::TxOneshot<T>;
    type Rx<'a> = crossfire::oneshot::RxOneshot<T>;

    fn place() {}

    fn ends((): &mut ()) -> (Self::Tx<'_>, Self::Rx<'_>) {
        crossfire::oneshot::oneshot()
    }

    fn send(tx: Self::Tx<'_>, item: T) {
        tx.send(item);
    }

    async fn recv(rx: Self::Rx<'_>) -> T {
        alive(rx.recv_async().await)
    }
}

// Its faster kind: the sender cannot be cloned.
impl<T: Item> Oneshot<T> for Fibre {
    type Place = ();
    type Tx<'a> = fibre::oneshot::ExclusiveSender<T>;
    type Rx<'a> = fibre::oneshot::ExclusiveReceiver<T>;

    fn place() {}

    fn ends((): &mut ()) -> (Self::Tx<'_>, Self::Rx<'_>) {
        fibre::oneshot::exclusive()
    }

    fn send(tx: Self::Tx<'_>, item: T) {
        alive(tx.send(item));
    }

    async fn recv(mut rx: Self::Rx<'_>) -> T {
        alive(rx.recv().await)
    }
}
