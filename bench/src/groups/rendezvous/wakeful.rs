//! The subject.

use wakeful::channel::rendezvous;

use crate::workload::channel::{Channel, Item, alive};

pub(super) struct Wakeful;

impl<T: Item> Channel<T> for Wakeful {
    type Tx = rendezvous::Sender<T>;
    type Rx = rendezvous::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        assert_eq!(capacity, 0, "there is no room for an item");
        rendezvous::channel()
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}
