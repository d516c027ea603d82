//! Who is polled, and how often.

use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll};

use wakeful::future::{Join, Race, Select};

use crate::kit::{Gate, Wakes, poll};

#[test]
fn all_that_are_ready_are_polled_once() {
    let gates = [(); 12].map(|()| Gate::new());
    gates.iter().for_each(|gate| gate.open(()));
    assert_eq!(poll(pin!(gates.each_ref().map(Gate::quiet).join())), Poll::Ready([(); 12]));
    assert!(gates.iter().all(|gate| gate.polls() == 1));
}

#[test]
fn a_child_that_is_done_is_not_polled_again() {
    let gates = [(); 3].map(|()| Gate::new());
    let mut join = pin!((gates[0].quiet(), gates[1].quiet(), gates[2].quiet()).join());
    gates[1].open(());
    assert!(poll(join.as_mut()).is_pending());
    assert_eq!(gates.each_ref().map(Gate::polls), [1, 1, 1]);
    gates[0].open(());
    assert!(poll(join.as_mut()).is_pending());
    assert_eq!(gates[1].polls(), 0);
    gates[2].open(());
    assert!(poll(join.as_mut()).is_ready());
    assert_eq!(gates[1].polls(), 0);
}

#[test]
fn a_wake_of_a_child_reaches_the_task() {
    let gates = [(); 3].map(|()| Gate::new());
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    let mut race = pin!(gates.each_ref().map(Gate::quiet).race());
    assert!(race.as_mut().poll(&mut cx).is_pending());
    assert_eq!(wakes.take(), 0);
    gates[1].wake();
    assert_eq!(wakes.take(), 1);
    assert!(race.as_mut().poll(&mut cx).is_pending());
    gates[1].open("b");
    assert_eq!(wakes.take(), 1);
    assert_eq!(race.as_mut().poll(&mut cx), Poll::Ready("b"));
}

#[test]
fn the_newest_waker_of_the_task_is_woken() {
    let gates = [(); 3].map(|()| Gate::new());
    let mut join = pin!(gates.each_ref().map(Gate::quiet).join());
    for _ in 0..3 {
        let (wakes, waker) = Wakes::new();
        assert!(join.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        for gate in &gates {
            gate.wake();
            assert!(wakes.take() > 0);
            assert!(join.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        }
    }
    gates.iter().for_each(|gate| gate.open(()));
    assert!(poll(join).is_ready());
}

#[test]
fn those_behind_a_winner_are_polled_for_the_next_one() {
    let gates = [(); 3].map(|()| Gate::new());
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    let children =
        (Box::pin(gates[0].quiet()), Box::pin(gates[1].quiet()), Box::pin(gates[2].quiet()));
    gates[0].open(0);
    let Poll::Ready(first) = pin!(children.select().biased()).poll(&mut cx) else {
        panic!("the first is done");
    };
    assert_eq!(gates.each_ref().map(Gate::polls), [1, 0, 0]);
    let mut others = first.others;
    assert!(pin!(&mut others).poll(&mut cx).is_pending());
    assert!(gates[1].polls() > 0 && gates[2].polls() > 0);
    gates[2].open(2);
    assert_eq!(wakes.take(), 1);
    let Poll::Ready(second) = pin!(others).poll(&mut cx) else { panic!("the last is done") };
    assert_eq!((second.index, second.output), (2, 2));
    assert_eq!(gates[0].polls(), 0);
}

#[test]
fn a_future_that_wakes_itself_at_once_is_polled_again() {
    for _ in 0..4 {
        let mut yields = 3;
        let yielding = std::future::poll_fn(move |cx| {
            if yields == 0 {
                return Poll::Ready("done");
            }
            yields -= 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        assert_eq!(crate::kit::run((yielding, ready(1)).join()), ("done", 1));
    }
}
