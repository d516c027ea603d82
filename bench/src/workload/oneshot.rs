//! Whatever hands over one value, once.

use std::hint::black_box;
use std::pin::pin;
use std::task::Context;

use crate::harness::{Wakes, expect_ready, poll_ready, timed};
use crate::row::Batch;
use crate::workload::channel::Item;

/// A kind of oneshot channel.
pub(crate) trait Oneshot<T: Item>: 'static {
    /// What ends that are borrowed lie in; nothing if they are on the heap.
    type Place: 'static;
    type Tx<'a>;
    type Rx<'a>;

    fn place() -> Self::Place;
    fn ends(place: &mut Self::Place) -> (Self::Tx<'_>, Self::Rx<'_>);
    fn send(tx: Self::Tx<'_>, item: T);
    fn recv(rx: Self::Rx<'_>) -> impl Future<Output = T>;
}

/// A channel is made, a value is sent and received.
pub(crate) fn sent_first<C: Oneshot<T>, T: Item>() -> Batch {
    let mut place = C::place();
    Batch::count(move |count| {
        timed(count, || {
            let (tx, rx) = C::ends(black_box(&mut place));
            C::send(tx, black_box(T::of(1)));
            black_box(poll_ready(C::recv(rx)));
        })
    })
}

/// A channel is made, somebody waits, the value is sent, who waits is woken and polled.
pub(crate) fn awaited_first<C: Oneshot<T>, T: Item>() -> Batch {
    let mut place = C::place();
    let (wakes, waker) = Wakes::new();
    Batch::count(move |count| {
        let mut context = Context::from_waker(&waker);
        let woken_before = wakes.get();
        let took = timed(count, || {
            let (tx, rx) = C::ends(black_box(&mut place));
            let mut waiting = pin!(C::recv(rx));
            assert!(waiting.as_mut().poll(&mut context).is_pending(), "nothing was sent yet");
            C::send(tx, black_box(T::of(1)));
            black_box(expect_ready(waiting.poll(&mut context)));
        });
        assert_eq!(wakes.get() - woken_before, count, "wakes were lost or doubled");
        took
    })
}
