//! The broadcast channels of others.

use std::iter::repeat_with;

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::pubsub::{PubSubChannel, Publisher, Subscriber};

use crate::workload::broadcast::Broadcast;
use crate::workload::channel::alive;

/// As many items as fit. Nobody rounds it up.
pub(super) const CAPACITY: usize = 64;

/// As many receivers as embassy-sync is made for.
const MOST: usize = 10;

pub(super) struct Tokio;
pub(super) struct AsyncBroadcast;
pub(super) struct Fibre;
pub(super) struct Embassy;

impl Broadcast for Tokio {
    type Tx = tokio::sync::broadcast::Sender<u64>;
    type Rx = tokio::sync::broadcast::Receiver<u64>;

    fn new(capacity: usize, receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let tx = tokio::sync::broadcast::Sender::new(capacity);
        let rxs = repeat_with(|| tx.subscribe()).take(receivers).collect();
        (tx, rxs)
    }

    fn send(tx: &mut Self::Tx, item: u64) {
        alive(tx.send(item));
    }

    async fn recv(rx: &mut Self::Rx) -> u64 {
        alive(rx.recv().await)
    }
}

impl Broadcast for AsyncBroadcast {
    type Tx = async_broadcast::Sender<u64>;
    type Rx = async_broadcast::Receiver<u64>;

    fn new(capacity: usize, receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let (tx, rx) = async_broadcast::broadcast(capacity);
        (tx, vec![rx; receivers])
    }

    fn send(tx: &mut Self::Tx, item: u64) {
        alive(tx.try_broadcast(item));
    }

    async fn recv(rx: &mut Self::Rx) -> u64 {
        alive(rx.recv_direct().await)
    }
}

impl Broadcast for Fibre {
    type Tx = fibre::spmc::BoundedAsyncSender<u64>;
    type Rx = fibre::spmc::BoundedAsyncReceiver<u64>;

    fn new(capacity: usize, receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        let (tx, rx) = fibre::spmc::bounded_async(capacity);
        (tx, vec![rx; receivers])
    }

    fn send(tx: &mut Self::Tx, item: u64) {
        alive(tx.try_send(item));
    }

    async fn recv(rx: &mut Self::Rx) -> u64 {
        alive(rx.recv().await)
    }
}

// Its ends borrow the channel, which is made once for each contender and stays.
impl Broadcast for Embassy {
    type Tx = Publisher<'static, CriticalSectionRawMutex, u64, CAPACITY, MOST, 1>;
    type Rx = Subscriber<'static, CriticalSectionRawMutex, u64, CAPACITY, MOST, 1>;

    fn new(capacity: usize, receivers: usize) -> (Self::Tx, Vec<Self::Rx>) {
        assert_eq!(capacity, CAPACITY, "it is made for one capacity");
        let channel: &PubSubChannel<_, _, _, _, _> = Box::leak(Box::new(PubSubChannel::new()));
        let rxs = repeat_with(|| alive(channel.subscriber())).take(receivers).collect();
        (alive(channel.publisher()), rxs)
    }

    fn send(tx: &mut Self::Tx, item: u64) {
        alive(tx.try_publish(item));
    }

    async fn recv(rx: &mut Self::Rx) -> u64 {
        rx.next_message_pure().await
    }
}
