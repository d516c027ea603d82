//! The channels of many senders and one receiver of others.

use crate::workload::channel::{Channel, Item, alive};

pub(in crate::groups) struct Tokio;
pub(in crate::groups) struct Tachyonix;
pub(in crate::groups) struct Chenal;
pub(in crate::groups) struct Rapidfire;
pub(in crate::groups) struct Crossfire;
pub(in crate::groups) struct Thingbuf;

impl<T: Item> Channel<T> for Tokio {
    type Tx = tokio::sync::mpsc::Sender<T>;
    type Rx = tokio::sync::mpsc::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        tokio::sync::mpsc::channel(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await.ok_or(()))
    }
}

impl<T: Item> Channel<T> for Tachyonix {
    type Tx = tachyonix::Sender<T>;
    type Rx = tachyonix::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        tachyonix::channel(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Channel<T> for Chenal {
    type Tx = chenal::mpsc::MTx<T>;
    type Rx = chenal::mpsc::Rx<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        chenal::mpsc::channel(capacity)
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
    type Rx = rapidfire::mpsc::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        rapidfire::mpsc::bounded(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Channel<T> for Crossfire {
    type Tx = crossfire::MAsyncTx<crossfire::mpsc::Array<T>>;
    type Rx = crossfire::AsyncRx<crossfire::mpsc::Array<T>>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        crossfire::mpsc::bounded_async(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Channel<T> for Thingbuf {
    type Tx = thingbuf::mpsc::Sender<T>;
    type Rx = thingbuf::mpsc::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        thingbuf::mpsc::channel(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await.ok_or(()))
    }
}
