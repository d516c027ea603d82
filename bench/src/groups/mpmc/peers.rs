//! The channels of many senders and many receivers of others.

use crate::workload::channel::{Channel, Item, alive};

pub(in crate::groups) struct AsyncChannel;
pub(in crate::groups) struct Flume;
pub(in crate::groups) struct Kanal;
pub(in crate::groups) struct Crossfire;
pub(in crate::groups) struct Rapidfire;
pub(in crate::groups) struct Asyncband;

impl<T: Item> Channel<T> for AsyncChannel {
    type Tx = async_channel::Sender<T>;
    type Rx = async_channel::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        async_channel::bounded(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Channel<T> for Flume {
    type Tx = flume::Sender<T>;
    type Rx = flume::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        flume::bounded(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send_async(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv_async().await)
    }
}

impl<T: Item> Channel<T> for Kanal {
    type Tx = kanal::AsyncSender<T>;
    type Rx = kanal::AsyncReceiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        kanal::bounded_async(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Channel<T> for Crossfire {
    type Tx = crossfire::MAsyncTx<crossfire::mpmc::Array<T>>;
    type Rx = crossfire::MAsyncRx<crossfire::mpmc::Array<T>>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        crossfire::mpmc::bounded_async(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Channel<T> for Rapidfire {
    type Tx = rapidfire::Sender<T>;
    type Rx = rapidfire::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        rapidfire::bounded(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Channel<T> for Asyncband {
    type Tx = asyncband::mpmc::BoundedSender<T>;
    type Rx = asyncband::mpmc::BoundedReceiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        asyncband::mpmc::bounded(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}
