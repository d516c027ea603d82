//! The subject.

use wakeful::channel::mpsc;

use crate::workload::channel::{Channel, Item, alive};

pub(super) struct Wakeful;

impl<T: Item> Channel<T> for Wakeful {
    type Tx = mpsc::Sender<T>;
    type Rx = mpsc::Receiver<T>;

    fn new(capacity: usize) -> (Self::Tx, Self::Rx) {
        mpsc::channel(capacity)
    }

    async fn send(tx: &mut Self::Tx, item: T) {
        alive(tx.send(item).await);
    }

    async fn recv(rx: &mut Self::Rx) -> T {
        alive(rx.recv().await)
    }
}
