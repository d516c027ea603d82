//! The highest first.

use std::cell::Cell;
use std::cmp::Reverse;
use std::task::Poll;

use wakeful::channel::generic::priority as generic;
use wakeful::channel::{Anchor, Store, TryRecvError, TrySendError, local, priority};
use wakeful::lock::RawLock;

use crate::support::{Values, ignore, panics, ready, waiting};

type Job = (u8, u32);

fn in_order<S: Store<Item = Job>, L: RawLock, A: Anchor<Channel = generic::Channel<S, L>>>(
    tx: generic::Sender<A>,
    rx: generic::Receiver<A>,
) {
    for lap in 0..3 {
        for (n, rank) in [3, 1, 3, 9, 1, 3].into_iter().enumerate() {
            tx.try_send((rank, lap + n as u32)).unwrap();
        }
        assert_eq!(tx.try_send((255, 9)), Err(TrySendError::Full((255, 9))));
        for (rank, n) in [(9, 3), (3, 0), (3, 2), (3, 5), (1, 1), (1, 4)] {
            assert_eq!(rx.try_recv(), Ok((rank, lap + n)));
        }
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    }
    let (task, mut recv) = waiting(rx.recv());
    tx.try_send((1, 1)).unwrap();
    tx.try_send((2, 2)).unwrap();
    assert_eq!(task.wakes(), 1);
    assert_eq!(task.poll(recv.as_mut()), Poll::Ready(Ok((2, 2))), "the highest when it is polled");
    let slot = tx.try_reserve().unwrap();
    slot.send((8, 8)).unwrap();
    tx.close();
    assert_eq!(ready(rx.recv()), Ok((8, 8)));
    assert_eq!(ready(rx.recv()), Ok((1, 1)));
    assert!(ready(rx.recv()).is_err());
}

#[test]
fn the_highest_comes_first_and_among_equals_the_oldest() {
    let mut channel = priority::Channel::<Job, 6>::new();
    let (tx, rx) = channel.split();
    in_order(tx, rx);
    let mut channel = local::priority::Channel::<Job, 6>::new();
    let (tx, rx) = channel.split();
    in_order(tx, rx);
    let (tx, rx) = priority::channel::<Job>(6);
    in_order(tx, rx);
    let (tx, rx) = local::priority::channel::<Job>(6);
    in_order(tx, rx);
    #[cfg(feature = "critical-section")]
    {
        let (tx, rx) = wakeful::channel::critical::priority::channel::<Job>(6);
        in_order(tx, rx);
    }
}

#[test]
fn ranks_are_in_the_order_of_their_numbers() {
    use priority::Priority;
    fn ascending<P: Priority>(ranks: impl IntoIterator<Item = P>) {
        let ranks: Vec<u64> = ranks.into_iter().map(|p| p.priority()).collect();
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
    }
    ascending([i8::MIN, -1, 0, 1, i8::MAX]);
    ascending([i16::MIN, -1, 0, 1, i16::MAX]);
    ascending([i32::MIN, -1, 0, 1, i32::MAX]);
    ascending([i64::MIN, -1, 0, 1, i64::MAX]);
    ascending([isize::MIN, -1, 0, 1, isize::MAX]);
    ascending([0, 1, u8::MAX]);
    ascending([0, 1, u16::MAX]);
    ascending([0, 1, u32::MAX]);
    ascending([0, 1, u64::MAX]);
    ascending([0, 1, usize::MAX]);
    ascending([false, true]);
    ascending(['a', 'b']);
    ascending([Reverse(2_i32), Reverse(1), Reverse(-1)]);
    ascending([&1_u8, &2]);
}

/// A message that does not tell its rank.
struct Coy<'a>(&'a Cell<bool>);

impl priority::Priority for Coy<'_> {
    fn priority(&self) -> u64 {
        assert!(!self.0.get(), "not to be asked");
        1
    }
}

#[test]
fn a_rank_that_panics_costs_no_slot() {
    let coy = Cell::new(false);
    let (tx, rx) = local::priority::channel(2);
    let mut slots = tx.try_reserve_many(2).unwrap();
    coy.set(true);
    assert!(panics(|| ignore(slots.send(Coy(&coy)))).is_some());
    assert!(panics(|| ignore(tx.try_send(Coy(&coy)))).is_some());
    coy.set(false);
    assert_eq!(slots.len(), 2, "the slot is still kept");
    drop(slots);
    assert!(tx.try_reserve_many(2).is_ok(), "a promise is left over");
    assert!(tx.try_send(Coy(&coy)).is_ok() && rx.try_recv().is_ok());
}

#[test]
fn many_ranks_come_out_sorted() {
    let (tx, rx) = local::priority::channel::<Job>(50);
    let mut seed = 1_u32;
    let mut all = Vec::new();
    for n in 0..500_u32 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let job = ((seed >> 28) as u8, n);
        if seed & 0x0100_0000 == 0 {
            if tx.try_send(job).is_ok() {
                all.push(job);
            }
        } else {
            let best = all.iter().copied().max_by_key(|&(rank, n)| (rank, Reverse(n)));
            assert_eq!(rx.try_recv().ok(), best);
            all.retain(|&job| Some(job) != best);
        }
    }
}

impl priority::Priority for crate::support::Value<'_> {
    fn priority(&self) -> u64 {
        self.n.into()
    }
}

#[test]
fn values_are_dropped_once() {
    let values = Values::default();
    let mut channel = local::priority::Channel::<_, 4>::new();
    for forgotten in [false, true] {
        let (tx, rx) = channel.split();
        for n in 0..4 {
            assert!(tx.try_send(values.make(n)).is_ok());
        }
        let _ = rx.try_recv();
        assert_eq!(values.alive(), 3);
        values.spoil(1);
        if forgotten {
            std::mem::forget((tx, rx));
        } else {
            assert!(panics(|| ignore((tx, rx))).is_some());
            assert_eq!(values.alive(), 0);
        }
    }
    assert!(panics(|| ignore(channel)).is_some());
    assert_eq!(values.alive(), 0);
}
