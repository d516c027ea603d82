//! Whatever gives each item to every receiver.

use std::hint::black_box;

use crate::harness::{Subscribers, poll_ready, timed};
use crate::row::Batch;

/// A kind of broadcast channel.
pub(crate) trait Broadcast: 'static {
    type Tx: 'static;
    type Rx: 'static;

    /// A channel that holds as many items as `capacity`.
    fn new(capacity: usize, receivers: usize) -> (Self::Tx, Vec<Self::Rx>);
    /// Sends where there is room.
    fn send(tx: &mut Self::Tx, item: u64);
    fn recv(rx: &mut Self::Rx) -> impl Future<Output = u64>;
}

/// So many items are sent, and every receiver receives all of them.
pub(crate) fn pass_all<C: Broadcast>(capacity: usize, receivers: usize, items: usize) -> Batch {
    let mut ends = None;
    Batch::count(move |count| {
        let (tx, rxs) = ends.get_or_insert_with(|| C::new(capacity, receivers));
        timed(count, || {
            for _ in 0..items {
                C::send(tx, black_box(1));
            }
            for rx in rxs.iter_mut() {
                for _ in 0..items {
                    black_box(poll_ready(C::recv(rx)));
                }
            }
        })
    })
}

/// All receivers wait; an item is sent; all are woken and polled, and wait again.
pub(crate) fn tell_all<C: Broadcast>(capacity: usize, receivers: usize) -> Batch {
    let mut ends = None;
    Batch::count(move |count| {
        let (tx, rxs) = ends.get_or_insert_with(|| C::new(capacity, receivers));
        let mut subscribers = Subscribers::new(rxs.iter_mut().map(async |rx| {
            loop {
                black_box(C::recv(rx).await);
            }
        }));
        let took = timed(count, || {
            C::send(tx, black_box(1));
            subscribers.poll_all();
        });
        assert!(subscribers.woken() >= count * receivers as u64, "somebody was not woken");
        took
    })
}
