//! Any number of futures.

use std::future::ready;
use std::pin::pin;
use std::task::Poll;

use wakeful::future::{Join, Race, RaceOk, Select, TryJoin};

use wakeful::sync::local::ManualResetEvent;

use crate::kit::{Gate, now, poll, times};

#[test]
fn vectors_of_any_length_are_joined() {
    let lengths: &[_] =
        if cfg!(miri) { &[0, 1, 2, 65] } else { &[0, 1, 2, 3, 63, 64, 65, 129, 1000] };
    for &len in lengths {
        let all = || (0..len).map(|n| async move { n }).collect::<Vec<_>>();
        assert_eq!(now(all().join()), (0..len).collect::<Vec<_>>());
        let fine = all().into_iter().map(|n| async { Ok::<_, ()>(n.await) }).collect::<Vec<_>>();
        assert_eq!(now(fine.try_join()), Ok((0..len).collect()));
        let bad = all().into_iter().map(|n| async { Err::<(), _>(n.await) }).collect::<Vec<_>>();
        assert_eq!(now(bad.race_ok()), Err((0..len).collect()));
        if len > 0 {
            assert!(now(all().race()) < len);
        }
    }
}

#[test]
fn the_last_of_many_ends_a_join_and_any_of_them_a_race() {
    let len = times(1000);
    let gates: Vec<_> = (0..len).map(|_| Gate::new()).collect();
    let mut join = pin!(gates.iter().map(Gate::quiet).collect::<Vec<_>>().join());
    for (n, gate) in gates.iter().enumerate() {
        assert!(poll(join.as_mut()).is_pending());
        gate.open(n);
    }
    assert_eq!(poll(join), Poll::Ready((0..len).collect()));

    let mut race = pin!(gates.iter().map(Gate::quiet).collect::<Vec<_>>().race());
    assert!(poll(race.as_mut()).is_pending());
    gates[len / 2].open(7);
    assert_eq!(poll(race), Poll::Ready(7));
}

#[test]
fn a_select_of_a_vector_takes_futures_that_cannot_be_moved() {
    let gates: Vec<_> = (0..5).map(|_| Gate::new()).collect();
    let mut select = gates.iter().map(Gate::quiet).collect::<Vec<_>>().select();
    assert!(poll(pin!(&mut select)).is_pending());
    for n in [2, 0, 4, 3, 1] {
        gates[n].open(n * 10);
        let selected = now(&mut select);
        assert_eq!((selected.index, selected.output), (n, n * 10));
        select = selected.others;
    }
    assert!(select.is_empty());
}

#[test]
fn those_that_are_left_of_a_vector_are_given_back() {
    let select = vec![ready(1), ready(2), ready(3)].select().biased();
    let others = now(select).others;
    let left: Vec<_> = others.into_inner().into_iter().map(|f| f.map(now)).collect();
    assert_eq!(left, [None, Some(2), Some(3)]);
}

#[test]
fn a_select_of_a_vector_moves_while_its_futures_wait_in_queues() {
    let events = [(); 4].map(|()| ManualResetEvent::new(false));
    // Each has a reference into itself, and a node in a queue.
    let waits = events.iter().map(|event| async move {
        let name = String::from("event");
        let borrowed = &name;
        event.wait().await;
        borrowed.len()
    });
    let mut select = waits.collect::<Vec<_>>().select();
    for n in [1, 3, 0, 2] {
        let mut moved = Box::new(select);
        assert!(poll(pin!(&mut *moved)).is_pending());
        assert_eq!(format!("{moved:?}"), format!("SelectAll {{ left: {} }}", moved.len()));
        select = *moved;
        events[n].set();
        let selected = now(select);
        assert_eq!((selected.index, selected.output), (n, 5));
        select = selected.others;
    }
}
