//! The subject.

use wakeful::channel::mpmc;

use crate::workload::channel::{Channel, Item, alive};

pub(super) struct Wakeful;

impl<T: Item> Channel<T> for Wakeful {
    type Tx = mpmc::Sender<T>;
    type Rx = mpmc::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        mpmc::channel(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}
