//! The subject.

use std::iter::repeat_with;

use wakeful::channel::broadcast;

use crate::workload::broadcast::Broadcast;
use crate::workload::channel::alive;

pub(super) struct Wakeful;

impl Broadcast for Wakeful {
    type Tx = broadcast::Sender<u64>;
    type Rx = broadcast::Receiver<u64>;

    fn new(capacity: usize, receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let (tx, _) = broadcast::channel(capacity);
        let rxs = repeat_with(|| tx.subscribe()).take(receivers).collect();
        (tx, rxs)
    }

    fn send(tx: &mut Self::Tx, item: u64) {
        alive(tx.try_send(item));
    }

    async fn recv(rx: &mut Self::Rx) -> u64 {
        alive(rx.recv().await)
    }
}
