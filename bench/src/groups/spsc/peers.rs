//! The channels of one sender and one receiver of others; those who have none take part with what
//! they have for more.

use std::num::NonZero;

use crate::groups::mpmc::peers::Kanal;
use crate::groups::mpsc::peers::{Rapidfire, Tokio};
use crate::harness::yield_now;
use crate::workload::batch::Batched;
use crate::workload::channel::{Channel, Item, alive};

pub(super) struct LiteSync;
pub(super) struct Fibre;
pub(super) struct Crossfire;
/// A ring without wakers; a task that cannot go on is polled again and again.
pub(super) struct Rtrb;

/// As many items as lite-sync keeps beside its counters; more go to the heap.
const INLINE: usize = 64;

impl<T: Item> Channel<T> for LiteSync {
    type Tx = lite_sync::spsc::Sender<T, INLINE>;
    type Rx = lite_sync::spsc::Receiver<T, INLINE>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        lite_sync::spsc::channel(NonZero::new(capacity).expect("there is room for an item"))
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await.ok_or(()))
    }
}

impl<T: Item> Batched<T> for LiteSync {
    async fn send_many(tx: &mut Self::Tx, items: &[T]) {
        alive(tx.send_slice(items).await);
    }

    async fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) {
        let len = items.len();
        items.resize(len + limit, T::default());
        rx.recv_slice(&mut items[len..]).await;
    }
}

impl<T: Item> Channel<T> for Fibre {
    /// Items that are sent together come from a vector.
    type Tx = (fibre::spsc::BoundedAsyncSender<T>, Vec<T>);
    type Rx = fibre::spsc::BoundedAsyncReceiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        let (tx, rx) = fibre::spsc::bounded_async(capacity);
        ((tx, Vec::new()), rx)
    }

    async fn send((tx, _): &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Batched<T> for Fibre {
    async fn send_many((tx, vector): &mut Self::Tx, items: &[T]) {
        vector.extend_from_slice(items);
        alive(tx.send_batch_mut(vector).await);
        assert!(vector.is_empty(), "items were left behind");
    }

    async fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) {
        alive(rx.recv_batch_mut(items, limit).await);
    }
}

impl<T: Item> Channel<T> for Crossfire {
    type Tx = crossfire::AsyncTx<crossfire::spsc::Array<T>>;
    type Rx = crossfire::AsyncRx<crossfire::spsc::Array<T>>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        crossfire::spsc::bounded_async(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}

impl<T: Item> Batched<T> for Crossfire {}

impl<T: Item> Channel<T> for Rtrb {
    type Tx = rtrb::Producer<T>;
    type Rx = rtrb::Consumer<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        rtrb::RingBuffer::new(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        while tx.push(item).is_err() {
            yield_now().await;
        }
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        loop {
            if let Ok(item) = rx.pop() {
                return item;
            }
            yield_now().await;
        }
    }
}

impl<T: Item> Batched<T> for Rtrb {
    async fn send_many(tx: &mut Self::Tx, items: &[T]) {
        loop {
            if let Ok(room) = tx.write_chunk_uninit(items.len()) {
                room.fill_from_iter(items.iter().copied());
                return;
            }
            yield_now().await;
        }
    }

    async fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) {
        loop {
            if let Ok(there) = rx.read_chunk(limit) {
                items.extend(there);
                return;
            }
            yield_now().await;
        }
    }
}

impl<T: Item> Batched<T> for Tokio {
    async fn send_many(tx: &mut Self::Tx, items: &[T]) {
        let permits = alive(tx.reserve_many(items.len()).await);
        for (permit, &item) in permits.zip(items) {
            permit.send(item);
        }
    }

    async fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) {
        rx.recv_many(items, limit).await;
    }
}

impl<T: Item> Batched<T> for Rapidfire {
    async fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) {
        alive(rx.recv_many(items, limit).await);
    }
}

// Its `drain_into` knows no limit.
impl<T: Item> Batched<T> for Kanal {}
