//! The subject, on the heap and where its user puts it.

use wakeful::channel::spsc;

use super::NEAR;
use crate::workload::batch::Batched;
use crate::workload::channel::{Channel, Item, alive};

pub(super) struct Wakeful;
/// Items come from and go to slices.
pub(super) struct Copied;
/// For one capacity. The channel is made once for each contender and stays.
pub(super) struct Borrowed;

impl<T: Item> Channel<T> for Wakeful {
    type Tx = spsc::Sender<T>;
    type Rx = spsc::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        spsc::channel(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Batched<T> for Wakeful {
    async fn send_many(tx: &mut Self::Tx, items: &[T]) {
        alive(tx.send_many(items.iter().copied()).await);
    }

    async fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) {
        rx.recv_many(items, limit).await;
    }
}

impl<T: Item> Channel<T> for Copied {
    type Tx = spsc::Sender<T>;
    type Rx = spsc::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        spsc::channel(capacity)
    }

    fn send(tx: &mut Self::Tx, item: T) -> impl Future<Output = ()> {
        Wakeful::send(tx, item)
    }

    fn recv(rx: &mut Self::Rx) -> impl Future<Output = T> {
        Wakeful::recv(rx)
    }
}

impl<T: Item> Batched<T> for Copied {
    async fn send_many(tx: &mut Self::Tx, items: &[T]) {
        alive(tx.send_slice(items).await);
    }

    async fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) {
        let len = items.len();
        items.resize(len + limit, T::default());
        let received = rx.recv_slice(&mut items[len..]).await;
        items.truncate(len + received);
    }
}

impl<T: Item> Channel<T> for Borrowed {
    type Tx = spsc::BorrowedSender<'static, T, NEAR>;
    type Rx = spsc::BorrowedReceiver<'static, T, NEAR>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        assert_eq!(capacity, NEAR, "it is made for one capacity");
        Box::leak(Box::new(spsc::Channel::<T, NEAR>::new())).split()
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Batched<T> for Borrowed {
    async fn send_many(tx: &mut Self::Tx, items: &[T]) {
        alive(tx.send_many(items.iter().copied()).await);
    }

    async fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) {
        rx.recv_many(items, limit).await;
    }
}
