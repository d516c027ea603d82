//! One after the other.

use std::future::ready;
use std::pin::pin;
use std::task::Poll;

use wakeful::future::{Select, Selected};

use crate::kit::{Gate, now, poll, run};

#[test]
fn the_others_are_kept_until_all_are_done() {
    let gates = [(); 3].map(|()| Gate::new());
    let children = gates.each_ref().map(|gate| Box::pin(gate.quiet()));
    let mut select = children.select();
    assert_eq!((select.len(), select.is_empty()), (3, false));
    assert!(poll(pin!(&mut select)).is_pending());
    for (left, n) in [(2, 1), (1, 2), (0, 0)] {
        gates[n].open(n);
        let Selected { output, index, others } = now(&mut select);
        assert_eq!((output, index), (n, n));
        assert_eq!((others.len(), others.is_empty()), (left, left == 0));
        select = others;
        if left > 0 {
            assert!(poll(pin!(&mut select)).is_pending());
        }
    }
}

#[test]
fn pinned_children_stay_the_callers() {
    let (mut left, mut right) = (pin!(async { 1 }), pin!(async { 2 }));
    {
        let selected = now((left.as_mut(), right.as_mut()).select().biased());
        assert_eq!((selected.output, selected.index), (1, 0));
    }
    assert_eq!(now(right), 2);
}

#[test]
fn those_that_are_left_can_be_taken_back() {
    let (first, second) = (ready(1), std::future::pending::<i32>());
    let others = now((first, second).select()).others;
    let (done, waiting) = others.into_inner();
    assert!(done.is_none() && waiting.is_some());
    let all = [ready(1), ready(2)].select().into_inner();
    assert!(all.iter().all(Option::is_some));
    let holes = [None, Some(ready(2)), Some(ready(3))].select().biased();
    assert_eq!(holes.len(), 2);
    let left = now(holes).others.into_inner();
    assert_eq!(left.map(|child| child.map(now)), [None, None, Some(3)]);
}

#[test]
fn in_place_any_futures_are_taken_one_after_the_other() {
    let gates = [(); 3].map(|()| Gate::new());
    let (a, b, c) = (gates[0].quiet(), gates[1].quiet(), gates[2].quiet());
    let mut seen = Vec::new();
    {
        let mut select = pin!((a, b, c).select_with(async |winners| {
            while let Some(winner) = winners.next().await {
                seen.push((winner, winners.len()));
            }
            assert!(winners.is_empty());
            assert_eq!(winners.next().await, None, "and it stays so");
        }));
        assert!(poll(select.as_mut()).is_pending());
        for n in [2, 0] {
            gates[n].open(n);
            assert!(poll(select.as_mut()).is_pending());
        }
        gates[1].open(1);
        assert!(poll(select.as_mut()).is_ready());
    }
    assert_eq!(seen, [((2, 2), 2), ((0, 0), 1), ((1, 1), 0)]);
}

#[test]
fn in_place_there_may_be_none() {
    let none = [None::<std::future::Ready<()>>, None];
    assert_eq!(now(none.select_with(async |winners| winners.next().await)), None);
}

#[test]
fn a_next_that_is_dropped_has_taken_nothing() {
    let gate = Gate::new();
    let mut select = pin!((gate.quiet(),).select_with(async |winners| {
        for _ in 0..3 {
            assert!(poll(pin!(winners.next())).is_pending());
        }
        winners.next().await
    }));
    assert!(poll(select.as_mut()).is_pending());
    gate.open('a');
    assert_eq!(poll(select), Poll::Ready(Some((0, 'a'))));
}

#[test]
fn the_body_of_a_select_may_wait_for_other_things() {
    let other = Gate::new();
    let helper = other.clone();
    let sum = (async { 1 }, async { 2 }).select_with(async |winners| {
        let mut sum = 0;
        while let Some((_, n)) = winners.next().await {
            helper.open(10);
            sum += n + helper.quiet().await;
        }
        sum
    });
    assert_eq!(run(sum), 23);
    drop(other);
}

#[test]
fn what_they_print_tells_how_many_are_left() {
    let selected = now((ready("won"), ready("lost")).select().biased());
    assert_eq!(
        format!("{selected:?}"),
        "Selected { output: \"won\", index: 0, others: SelectAll { left: 1 } }"
    );
}

#[test]
fn children_that_point_into_themselves_may_be_counted_and_printed_while_they_wait() {
    let gates = [(); 2].map(|()| Gate::new());
    let child = |gate: &Gate<usize>| {
        let wait = gate.quiet();
        async move {
            let mut numbers = [1, 2, 3];
            let last = &mut numbers[2];
            *last += wait.await;
            *last
        }
    };
    let [first, second] = &gates;
    let select = (child(first), child(second)).select_with(async |winners| {
        let mut sum = 0;
        loop {
            let next = std::future::poll_fn(|cx| {
                assert!(!format!("{winners:?}{}", winners.len()).is_empty());
                winners.poll_next(cx)
            });
            match next.await {
                Some((_, n)) => sum += n,
                None => return sum,
            }
        }
    });
    let mut select = pin!(select);
    assert!(poll(select.as_mut()).is_pending());
    second.open(10);
    assert!(poll(select.as_mut()).is_pending());
    first.open(20);
    assert_eq!(poll(select), Poll::Ready(36));
}
