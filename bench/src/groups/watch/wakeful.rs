//! The subject, whose receivers look at the value or at a copy of their own.

use std::iter::repeat_with;

use wakeful::channel::watch;

use crate::workload::channel::alive;
use crate::workload::watch::Watch;

pub(super) struct Wakeful;
pub(super) struct Cached;

impl Watch for Wakeful {
    type Tx = watch::Sender<u64>;
    type Rx = watch::Receiver<u64>;

    fn new(receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let (tx, _) = watch::channel(0);
        let rxs = repeat_with(|| tx.subscribe()).take(receivers).collect();
        (tx, rxs)
    }

    fn send(tx: &mut Self::Tx, value: u64) {
        alive(tx.send(value));
    }

    fn read(rx: &mut Self::Rx) -> u64 {
        *rx.borrow()
    }

    async fn changed(rx: &mut Self::Rx) -> u64 {
        alive(rx.changed().await);
        *rx.borrow_and_update()
    }
}

impl Watch for Cached {
    type Tx = watch::Sender<u64>;
    type Rx = watch::Cached<u64>;

    fn new(receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let (tx, rxs) = Wakeful::new(receivers);
        (tx, rxs.into_iter().map(watch::Receiver::cached).collect())
    }

    fn send(tx: &mut Self::Tx, value: u64) {
        Wakeful::send(tx, value);
    }

    fn read(rx: &mut Self::Rx) -> u64 {
        *rx.get()
    }

    async fn changed(rx: &mut Self::Rx) -> u64 {
        alive(rx.changed().await);
        *rx.get()
    }
}
