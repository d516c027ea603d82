//! What is allocated: nothing for what is ready at once, one block for what waits.

use std::future::ready;
use std::pin::pin;
use std::task::{Context, Waker};

use wakeful::future::{Join, Race, RaceOk, Select, TryJoin};

use crate::allocator::allocations;
use crate::kit::{Gate, now, poll, times};

#[test]
fn what_is_ready_at_once_allocates_nothing() {
    let ok = |n: u8| ready(Ok::<_, u8>(n));
    let ((), allocated) = allocations(|| {
        now((ready(1), ready(2), async { 3 }).join());
        now([1; 12].map(ready).join());
        now([Some(ready(1)), None].join());
        now((ok(1), ok(2)).try_join()).unwrap();
        now((ready(1), ready(2)).race());
        now((ok(1), ok(2)).race_ok()).unwrap();
        now((ready(1), ready(2)).select());
        now((async { 1 }, async { 2 }).select_with(async |winners| winners.next().await));
    });
    assert_eq!(allocated, 0);
}

#[test]
fn what_waits_allocates_at_most_once_however_many_there_are() {
    let gates = [(); 300].map(|()| Gate::new());
    let mut cx = Context::from_waker(Waker::noop());
    let ((), allocated) = allocations(|| {
        let mut join = pin!(gates.each_ref().map(Gate::quiet).join());
        assert!(join.as_mut().poll(&mut cx).is_pending());
        for gate in &gates[..times(300)] {
            gate.open(());
            let _ = join.as_mut().poll(&mut cx);
        }
    });
    assert!(allocated <= 1, "{allocated}");
    let ((), allocated) = allocations(|| {
        let mut race = pin!((gates[0].quiet(), gates[1].quiet()).race());
        assert!(race.as_mut().poll(&mut cx).is_pending());
        gates[1].open(());
        assert!(race.as_mut().poll(&mut cx).is_ready());
    });
    assert!(allocated <= 1, "{allocated}");
}

#[test]
fn all_winners_of_a_select_share_one_allocation() {
    let gates = [(); 5].map(|()| Gate::new());
    let ((), allocated) = allocations(|| {
        let children = gates.each_ref().map(Gate::quiet);
        let mut select =
            pin!(children.select_with(async |winners| { while winners.next().await.is_some() {} }));
        assert!(poll(select.as_mut()).is_pending());
        for gate in &gates[..4] {
            gate.open(());
            assert!(poll(select.as_mut()).is_pending());
        }
        gates[4].open(());
        assert!(poll(select.as_mut()).is_ready());
    });
    assert!(allocated <= 1, "{allocated}");
}

#[test]
fn a_vector_costs_one_for_the_children_and_one_for_the_outputs() {
    let gates: Vec<_> = (0..times(1000)).map(|_| Gate::new()).collect();
    let children: Vec<_> = gates.iter().map(Gate::quiet).collect();
    gates.iter().for_each(|gate| gate.open(()));
    let (_, allocated) = allocations(|| now(children.join()));
    assert!(allocated <= 2, "{allocated}");
}
