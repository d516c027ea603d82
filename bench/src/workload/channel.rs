//! Whatever takes items in at one end and gives them out at the other.

use std::fmt;
use std::hint::black_box;
use std::pin::pin;
use std::task::Context;

use crate::harness::{Sides, Wakes, expect_ready, poll_ready, spread, timed};
use crate::row::Batch;

/// What goes through a channel.
pub(crate) trait Item: Copy + Default + Send + Sync + Unpin + 'static {
    fn of(number: u64) -> Self;
}

impl Item for u64 {
    fn of(number: u64) -> Self {
        number
    }
}

/// 64 bytes.
pub(crate) type Large = [u64; 8];

impl Item for Large {
    fn of(number: u64) -> Self {
        [number; 8]
    }
}

/// A kind of channel. Ends that can be cloned say so by themselves.
pub(crate) trait Channel<T>: 'static {
    type Tx: Send + 'static;
    type Rx: Send + 'static;

    /// A channel that holds as many items as `capacity`, no more and no fewer.
    fn new(capacity: usize) -> (Self::Tx, Self::Rx);
    fn send(tx: &mut Self::Tx, item: T) -> impl Future<Output = ()>;
    fn recv(rx: &mut Self::Rx) -> impl Future<Output = T>;
}

/// The outcome of a send or a receive: the other end is alive in all workloads.
#[inline(always)]
pub(crate) fn alive<T, E>(outcome: Result<T, E>) -> T {
    match outcome {
        Ok(value) => value,
        Err(_) => other_end_is_gone(),
    }
}

#[cold]
#[inline(never)]
fn other_end_is_gone() -> ! {
    panic!("the other end is gone, though nobody dropped it")
}

/// One item goes in and comes out.
pub(crate) fn pass<C: Channel<T>, T: Item>(capacity: usize) -> Batch {
    let mut ends = None;
    Batch::count(move |count| {
        let (tx, rx) = ends.get_or_insert_with(|| C::new(capacity));
        timed(count, || {
            poll_ready(C::send(tx, black_box(T::of(1))));
            black_box(poll_ready(C::recv(rx)));
        })
    })
}

/// Somebody waits for an item; it is sent; who waits is woken and polled.
pub(crate) fn awaited<C: Channel<T>, T: Item>(capacity: usize) -> Batch {
    let mut ends = None;
    let (wakes, waker) = Wakes::new();
    Batch::count(move |count| {
        let (tx, rx) = ends.get_or_insert_with(|| C::new(capacity));
        let mut context = Context::from_waker(&waker);
        let woken_before = wakes.get();
        let took = timed(count, || {
            let mut waiting = pin!(C::recv(rx));
            assert!(waiting.as_mut().poll(&mut context).is_pending(), "nothing was sent yet");
            let mut sending = pin!(C::send(tx, black_box(T::of(1))));
            let sent = sending.as_mut().poll(&mut context).is_ready();
            black_box(expect_ready(waiting.poll(&mut context)));
            // Without room, some senders are done only when the receiver is.
            if !sent {
                expect_ready(sending.poll(&mut context));
            }
        });
        assert!(wakes.get() - woken_before >= count, "a receiver was not woken");
        took
    })
}

/// Two tasks throw an item to and fro, on one thread or on two.
pub(crate) fn round_trip<C: Channel<T>, T: Item>(capacity: usize, threads: usize) -> Batch {
    let mut ends = None;
    Batch::count(move |count| {
        let ((there, from_there), (back, from_back)) =
            ends.get_or_insert_with(|| (C::new(capacity), C::new(capacity)));
        let mut sides = Sides::new();
        sides.put(0, threads, (there, from_back, true));
        sides.put(1, threads, (back, from_there, false));
        spread(sides, async |(tx, rx, serves)| {
            for number in 0..count {
                if serves {
                    C::send(tx, T::of(number)).await;
                    black_box(C::recv(rx).await);
                } else {
                    let item = C::recv(rx).await;
                    C::send(tx, item).await;
                }
            }
            count
        })
    })
}

/// Who sends to whom.
#[derive(Clone, Copy)]
pub(crate) struct Flow {
    /// How many channels do the same beside each other.
    pub(crate) rigs: usize,
    pub(crate) producers: usize,
    pub(crate) consumers: usize,
    pub(crate) capacity: usize,
    pub(crate) threads: usize,
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rigs, producers, consumers, capacity, threads } = self;
        let on = ["one thread", "two threads"][threads - 1];
        if *rigs > 1 {
            write!(f, "{rigs} × ")?;
        }
        write!(f, "{producers}:{consumers}, {on}, capacity {capacity}")
    }
}

impl Flow {
    /// The items of one round: each producer sends one.
    pub(crate) fn items(self) -> usize {
        self.rigs * self.producers
    }
}

/// One producer and one consumer.
pub(crate) fn one_to_one<C: Channel<T>, T: Item>(flow: Flow) -> Batch {
    assert_eq!((flow.producers, flow.consumers), (1, 1), "no end can be cloned");
    stream::<C, T>(flow, |(tx, rx)| (vec![tx], vec![rx]))
}

/// Several producers and one consumer.
pub(crate) fn many_to_one<C: Channel<T, Tx: Clone>, T: Item>(flow: Flow) -> Batch {
    assert_eq!(flow.consumers, 1, "the receiver cannot be cloned");
    stream::<C, T>(flow, move |(tx, rx)| (vec![tx; flow.producers], vec![rx]))
}

/// Several producers and several consumers.
pub(crate) fn many_to_many<C: Channel<T, Tx: Clone, Rx: Clone>, T: Item>(flow: Flow) -> Batch {
    stream::<C, T>(flow, move |(tx, rx)| (vec![tx; flow.producers], vec![rx; flow.consumers]))
}

/// The ends of one channel.
type Ends<C, T> = (Vec<<C as Channel<T>>::Tx>, Vec<<C as Channel<T>>::Rx>);

/// What one task does.
enum Part<'a, C: Channel<T>, T> {
    Produce(&'a mut C::Tx, u64),
    Consume(&'a mut C::Rx, u64),
}

/// Each producer is a task that sends as many items as there are rounds; the consumers share them.
///
/// On two threads the first producer of a rig is not where its first consumer is; the others take
/// turns.
fn stream<C: Channel<T>, T: Item>(
    flow: Flow,
    ends: impl Fn((C::Tx, C::Rx)) -> Ends<C, T> + 'static,
) -> Batch {
    let mut rigs: Vec<Ends<C, T>> = Vec::new();
    Batch::count(move |rounds| {
        if rigs.is_empty() {
            rigs.extend((0..flow.rigs).map(|_| ends(C::new(flow.capacity))));
        }
        let mut sides = Sides::new();
        for (rig, (producers, consumers)) in rigs.iter_mut().enumerate() {
            let share = rounds * (flow.producers / flow.consumers) as u64;
            for (place, rx) in consumers.iter_mut().enumerate() {
                sides.put(rig + place, flow.threads, Part::<C, T>::Consume(rx, share));
            }
            for (place, tx) in producers.iter_mut().enumerate() {
                sides.put(rig + place + 1, flow.threads, Part::Produce(tx, rounds));
            }
        }
        spread(sides, take_part)
    })
}

async fn take_part<C: Channel<T>, T: Item>(part: Part<'_, C, T>) -> u64 {
    match part {
        Part::Produce(tx, items) => {
            for number in 0..items {
                C::send(tx, T::of(number)).await;
            }
            items
        }
        Part::Consume(rx, items) => {
            for _ in 0..items {
                black_box(C::recv(rx).await);
            }
            items
        }
    }
}

/// How many items a channel takes before a sender waits.
#[cfg(test)]
pub(crate) fn room<C: Channel<u64>>(capacity: usize) -> usize {
    let (mut tx, _rx) = C::new(capacity);
    let mut context = Context::from_waker(std::task::Waker::noop());
    (0..).find(|&item| pin!(C::send(&mut tx, item)).poll(&mut context).is_pending()).unwrap()
        as usize
}
