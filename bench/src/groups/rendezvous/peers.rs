//! The channels without room of others; what is not here is a channel of capacity 0.

use crate::workload::channel::{Channel, Item, alive};

pub(super) struct Intrusive;

impl<T: Item> Channel<T> for Intrusive {
    type Tx = futures_intrusive::channel::shared::Sender<T>;
    type Rx = futures_intrusive::channel::shared::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        assert_eq!(capacity, 0, "there is no room for an item");
        futures_intrusive::channel::shared::unbuffered_channel()
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.receive().await.ok_or(()))
    }
}
