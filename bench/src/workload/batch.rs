//! Channels of one sender and one receiver that move many items at a time.

use std::hint::black_box;

use crate::harness::{Sides, poll_ready, spread, timed};
use crate::row::Batch;
use crate::workload::channel::{Channel, Item};

/// As many items as move together.
pub(crate) const BATCH: usize = 64;

/// A channel and the best it offers for many items; who offers nothing moves one after the other.
pub(crate) trait Batched<T: Item>: Channel<T> {
    fn send_many(tx: &mut Self::Tx, items: &[T]) -> impl Future<Output = ()> {
        async move {
            for &item in items {
                Self::send(tx, item).await;
            }
        }
    }

    /// Adds between one item and `limit` items to `items`.
    fn recv_many(rx: &mut Self::Rx, items: &mut Vec<T>, limit: usize) -> impl Future<Output = ()> {
        async move {
            for _ in 0..limit {
                items.push(Self::recv(rx).await);
            }
        }
    }
}

/// A batch goes in and comes out.
pub(crate) fn pass_batch<C: Batched<T>, T: Item>(capacity: usize) -> Batch {
    let mut ends = None;
    let (full, mut received) = ([T::of(1); BATCH], Vec::with_capacity(BATCH));
    Batch::count(move |count| {
        let (tx, rx) = ends.get_or_insert_with(|| C::new(capacity));
        timed(count, || {
            poll_ready(C::send_many(tx, black_box(&full)));
            poll_ready(receive::<C, T>(rx, &mut received));
        })
    })
}

/// Batches go from one task to the other, on one thread or on two.
pub(crate) fn stream_batches<C: Batched<T>, T: Item>(capacity: usize, threads: usize) -> Batch {
    let mut ends = None;
    Batch::count(move |count| {
        let (tx, rx) = ends.get_or_insert_with(|| C::new(capacity));
        let mut sides = Sides::new();
        sides.put(0, threads, Part::<C, T>::Consume(rx));
        sides.put(1, threads, Part::Produce(tx));
        spread(sides, async |part| {
            match part {
                Part::Produce(tx) => {
                    let full = [T::of(1); BATCH];
                    for _ in 0..count {
                        C::send_many(tx, black_box(&full)).await;
                    }
                }
                Part::Consume(rx) => {
                    let mut received = Vec::with_capacity(BATCH);
                    for _ in 0..count {
                        receive::<C, T>(rx, &mut received).await;
                    }
                }
            }
            count
        })
    })
}

/// What one task does.
enum Part<'a, C: Channel<T>, T> {
    Produce(&'a mut C::Tx),
    Consume(&'a mut C::Rx),
}

/// Receives one batch, however many pieces it comes in.
async fn receive<C: Batched<T>, T: Item>(rx: &mut C::Rx, received: &mut Vec<T>) {
    received.clear();
    while received.len() < BATCH {
        let missing = BATCH - received.len();
        C::recv_many(rx, received, missing).await;
    }
    black_box(received);
}
