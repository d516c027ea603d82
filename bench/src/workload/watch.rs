//! Whatever shows the newest value to everybody.

use std::hint::black_box;

use crate::harness::{Subscribers, timed, together};
use crate::row::Batch;

/// A kind of channel that keeps one value.
pub(crate) trait Watch: 'static {
    type Tx: 'static;
    type Rx: Send + 'static;

    fn new(receivers: usize) -> (Self::Tx, Vec<Self::Rx>);
    fn send(tx: &mut Self::Tx, value: u64);
    /// The newest value, whether it was seen before or not.
    fn read(rx: &mut Self::Rx) -> u64;
    /// Waits for a value that was not seen yet, and sees it.
    fn changed(rx: &mut Self::Rx) -> impl Future<Output = u64>;
}

/// Receivers read the value as often as they can, on one thread or on two.
pub(crate) fn read<C: Watch>(receivers: usize, threads: usize) -> Batch {
    let mut ends = None;
    Batch::count(move |count| {
        let (_, rxs) = ends.get_or_insert_with(|| C::new(receivers));
        let all_read = |rxs: &mut [C::Rx]| {
            timed(count, || {
                for rx in rxs.iter_mut() {
                    black_box(C::read(rx));
                }
            })
        };
        if threads == 1 {
            return all_read(rxs);
        }
        let (here, there) = rxs.split_at_mut(receivers / 2);
        let all_read = &all_read;
        together(
            || {
                all_read(here);
            },
            move || {
                move || {
                    all_read(there);
                }
            },
        )
    })
}

/// The value changes, and nobody waits for that.
pub(crate) fn send<C: Watch>(receivers: usize) -> Batch {
    let mut ends = None;
    Batch::count(move |count| {
        let (tx, _) = ends.get_or_insert_with(|| C::new(receivers));
        timed(count, || C::send(tx, black_box(1)))
    })
}

/// All receivers wait; the value changes; all are woken and polled, and wait again.
pub(crate) fn tell_all<C: Watch>(receivers: usize) -> Batch {
    let mut ends = None;
    Batch::count(move |count| {
        let (tx, rxs) = ends.get_or_insert_with(|| C::new(receivers));
        let mut subscribers = Subscribers::new(rxs.iter_mut().map(async |rx| {
            loop {
                black_box(C::changed(rx).await);
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
