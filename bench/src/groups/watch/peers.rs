//! The channels of others that keep one value.

use std::iter::repeat_with;

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use futures_intrusive::channel::StateId;
use futures_intrusive::channel::shared::{StateReceiver, StateSender, state_broadcast_channel};

use crate::workload::channel::alive;
use crate::workload::watch::Watch;

/// As many receivers as embassy-sync is made for.
const MOST: usize = 1000;

pub(super) struct Tokio;
pub(super) struct Intrusive;
pub(super) struct Embassy;

impl Watch for Tokio {
    type Tx = tokio::sync::watch::Sender<u64>;
    type Rx = tokio::sync::watch::Receiver<u64>;

    fn new(receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let (tx, rx) = tokio::sync::watch::channel(0);
        (tx, vec![rx; receivers])
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

impl Watch for Intrusive {
    type Tx = StateSender<u64>;
    /// The receiver, and the state it saw last.
    type Rx = (StateReceiver<u64>, StateId);

    fn new(receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let (tx, rx) = state_broadcast_channel();
        alive(tx.send(0));
        let seen = rx.try_receive(StateId::new()).expect("a value was sent").0;
        (tx, vec![(rx, seen); receivers])
    }

    fn send(tx: &mut Self::Tx, value: u64) {
        alive(tx.send(value));
    }

    fn read((rx, _): &mut Self::Rx) -> u64 {
        rx.try_receive(StateId::new()).expect("a value was sent").1
    }

    async fn changed((rx, seen): &mut Self::Rx) -> u64 {
        let (state, value) = rx.receive(*seen).await.expect("nobody closes it");
        *seen = state;
        value
    }
}

// Its ends borrow the channel, which is made once for each contender and stays.
impl Watch for Embassy {
    type Tx = embassy_sync::watch::Sender<'static, CriticalSectionRawMutex, u64, MOST>;
    type Rx = embassy_sync::watch::Receiver<'static, CriticalSectionRawMutex, u64, MOST>;

    fn new(receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let watch: &embassy_sync::watch::Watch<_, _, _> =
            Box::leak(Box::new(embassy_sync::watch::Watch::new_with(0)));
        let rx = || watch.receiver().expect("there are not too many");
        (watch.sender(), repeat_with(rx).take(receivers).collect())
    }

    fn send(tx: &mut Self::Tx, value: u64) {
        tx.send(value);
    }

    fn read(rx: &mut Self::Rx) -> u64 {
        rx.try_get().expect("it has a value")
    }

    async fn changed(rx: &mut Self::Rx) -> u64 {
        rx.changed().await
    }
}
