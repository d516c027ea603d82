//! Who was woken is polled, and nobody else: in a pool, where there is no heap.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use wakeful::future::combine::{Children, Combine, Rule};
use wakeful::future::{Join, Race, Select, WakerPool};

use crate::kit::{Child, Gate, Wakes, poll};

fn in_a_pool<C: Children<R>, R: Rule>(all: Combine<C, R>) -> Combine<C, R> {
    static POOL: WakerPool<64> = WakerPool::new();
    all.in_pool(&POOL)
}

/// Wakes each alone: it is polled once, and no other.
pub(crate) fn each_alone<F: Future>(gates: &[Gate<usize>], mut all: Pin<&mut F>) {
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    assert!(all.as_mut().poll(&mut cx).is_pending());
    assert!(gates.iter().all(|gate| gate.polls() == 1));
    for (n, gate) in gates.iter().enumerate().rev() {
        gate.wake();
        assert_eq!(wakes.take(), 1);
        assert!(all.as_mut().poll(&mut cx).is_pending());
        for (other, gate) in gates.iter().enumerate() {
            assert_eq!(gate.polls(), usize::from(other == n), "of {other} when {n} was woken");
        }
    }
    assert!(all.as_mut().poll(&mut cx).is_pending());
    assert!(gates.iter().all(|gate| gate.polls() == 0), "polled for nothing");
}

#[test]
fn in_a_pool_one_of_a_few_is_polled_alone() {
    let gates = [(); 5].map(|()| Gate::new());
    let [a, b, c, d, e] = gates.each_ref().map(Gate::quiet);
    let race = in_a_pool([c, d].race());
    each_alone(&gates, pin!(in_a_pool((a, b, race, e).join())));
}

/// Opens all: they are polled in one round.
pub(crate) fn open_all<F: Future<Output = [usize; 20]>>(gates: &[Gate<usize>; 20], all: F) {
    let mut all = pin!(all);
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    assert!(all.as_mut().poll(&mut cx).is_pending());
    for (n, gate) in gates.iter().enumerate() {
        gate.open(n);
    }
    assert_eq!(wakes.take(), 1, "one wake is enough");
    let Poll::Ready(outputs) = all.poll(&mut cx) else { panic!("all are done") };
    assert!(outputs.iter().copied().eq(0..20));
    assert!(gates.iter().all(|gate| gate.polls() == 2));
}

#[test]
fn in_a_pool_all_that_were_woken_are_polled_in_one_round() {
    let gates = [(); 20].map(|()| Gate::new());
    open_all(&gates, in_a_pool(gates.each_ref().map(Gate::quiet).join()));
}

#[test]
fn after_a_winner_those_are_polled_that_were_not_and_those_that_were_woken() {
    let gates = [(); 4].map(|()| Gate::new());
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    gates[1].open(1);
    let select = gates.each_ref().map(Gate::quiet).select_with(async |winners| {
        static POOL: WakerPool<1> = WakerPool::new();
        winners.set_pool(&POOL);
        winners.set_biased();
        let mut order = Vec::new();
        while let Some((index, _)) = winners.next().await {
            order.push(index);
        }
        order
    });
    let mut select = pin!(select);
    assert!(select.as_mut().poll(&mut cx).is_pending());
    assert_eq!(gates.each_ref().map(Gate::polls), [1, 1, 1, 1]);
    wakes.take();
    gates[3].open(3);
    gates[2].wake();
    assert_eq!(wakes.take(), 1);
    assert!(select.as_mut().poll(&mut cx).is_pending());
    assert_eq!(gates.each_ref().map(Gate::polls), [0, 0, 1, 1]);
    gates[0].open(0);
    gates[2].open(2);
    assert_eq!(select.as_mut().poll(&mut cx), Poll::Ready(vec![1, 3, 0, 2]));
}

#[test]
fn a_pool_without_room_lets_all_be_polled() {
    static POOL: WakerPool<1> = WakerPool::new();
    let gates = [(); 4].map(|()| Gate::new());
    let [a, b, c, d] = gates.each_ref().map(Gate::quiet);
    let mut first = pin!((a, b).join().in_pool(&POOL));
    let mut second = Box::pin((c, d).join().in_pool(&POOL));
    assert!(poll(first.as_mut()).is_pending());
    assert!(poll(second.as_mut()).is_pending());
    gates.iter().for_each(|gate| assert_eq!(gate.polls(), 1));
    gates[0].wake();
    gates[2].wake();
    assert!(poll(first.as_mut()).is_pending());
    assert!(poll(second.as_mut()).is_pending());
    assert_eq!(gates.each_ref().map(Gate::polls), [1, 0, 1, 1]);
    for (n, gate) in gates.iter().enumerate() {
        gate.open(n);
    }
    assert_eq!(poll(first), Poll::Ready((0, 1)));
    assert_eq!(poll(second.as_mut()), Poll::Ready((2, 3)));
}

#[test]
fn a_pool_is_used_again_and_again() {
    static POOL: WakerPool<1> = WakerPool::new();
    let mut kept = Vec::new();
    for _ in 0..20 {
        let gates = [(); 3].map(|()| Gate::new());
        let mut race = pin!(gates.each_ref().map(Gate::quiet).race().in_pool(&POOL));
        assert!(poll(race.as_mut()).is_pending());
        gates.iter().for_each(|gate| assert_eq!(gate.polls(), 1));
        kept.extend(gates[0].waker());
        gates[2].open(2);
        assert_eq!(poll(race.as_mut()), Poll::Ready(2));
        assert_eq!(gates.each_ref().map(Gate::polls), [0, 0, 1]);
    }
    // Wakers of combinators that are gone do no harm.
    kept.into_iter().for_each(std::task::Waker::wake);
}

#[test]
fn a_pool_that_is_given_after_the_first_poll_comes_too_late() {
    static POOL: WakerPool<1> = WakerPool::new();
    let gates: [Gate<u8>; 2] = [(); 2].map(|()| Gate::new());
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    let children: [Pin<Box<Child<u8>>>; 2] = gates.each_ref().map(|gate| Box::pin(gate.quiet()));
    let mut join = children.join();
    assert!(pin!(&mut join).poll(&mut cx).is_pending());
    let mut join = join.in_pool(&POOL);
    gates[1].open(1);
    assert_eq!(wakes.take(), 1);
    assert!(pin!(&mut join).poll(&mut cx).is_pending());
    gates[0].open(0);
    assert_eq!(wakes.take(), 1);
    assert_eq!(pin!(&mut join).poll(&mut cx), Poll::Ready([0, 1]));
}
