//! Allocations, and read-modify-writes.

use std::future::poll_fn;
use std::task::Poll;

use wakeful::future::generic::{WakerPool, Wakers};
use wakeful::lock::StdLock;

use crate::allocator::{allocations, frees};
use crate::counting::{Counted, steps};
use crate::rig::{Does, Rig, Task};

const MANY: usize = if cfg!(miri) { 70 } else { 1000 };

#[test]
fn children_that_are_ready_cost_n_polls_and_no_allocation() {
    for children in [1, 16, MANY] {
        let (_, waker) = Task::new();
        let mut rig = Rig::<StdLock>::new(Wakers::new(), children).all(Does::End);
        let (_, count) = allocations(|| rig.poll_from(0, &waker));
        assert_eq!((rig.polled().len(), count), (children, 0));
        assert_eq!(frees(|| drop(rig.wakers)), 0);
    }
}

#[test]
fn children_that_wait_cost_one_allocation() {
    for children in [1, 16, 63, MANY] {
        let (_, waker) = Task::new();
        let mut rig = Rig::<StdLock>::new(Wakers::new(), children);
        let (_, count) = allocations(|| rig.poll_from(0, &waker));
        assert_eq!(count, 1);
        let (_, count) = allocations(|| {
            for child in 0..children {
                rig.wake(child);
                let _ = rig.poll_from(0, &waker);
                rig.polled.clear();
            }
        });
        assert_eq!(count, 0);
        rig.children.clear();
        assert_eq!(frees(|| drop(rig.wakers)), 1);
    }
}

#[test]
fn a_child_that_wakes_itself_costs_one_allocation() {
    let (_, waker) = Task::new();
    let mut rig = Rig::<StdLock>::new(Wakers::new(), 3).all(Does::Again);
    let (_, count) = allocations(|| rig.poll_from(0, &waker));
    assert_eq!(count, 1);
}

#[test]
fn a_pool_costs_no_allocation() {
    static POOL: WakerPool<1, StdLock> = WakerPool::new();
    let (_, waker) = Task::new();
    let mut rig = Rig::new(Wakers::in_pool(&POOL), 3);
    let (_, count) = allocations(|| {
        let _ = rig.poll_from(0, &waker);
        rig.wake(1);
        let _ = rig.poll_from(0, &waker);
    });
    assert_eq!((count, rig.polled()), (0, vec![0, 1, 2, 1]));
    assert_eq!(frees(|| drop(rig.wakers)), 0);
}

#[test]
fn the_steps_on_words_are_as_few_as_can_be() {
    let (_, waker) = Task::new();
    let mut rig = Rig::<Counted>::new(Wakers::new(), 63).all(Does::End);
    assert_eq!(steps(|| assert!(rig.poll_from(0, &waker).is_continue())), 0, "all are ready");
    rig = Rig::new(Wakers::new(), 3);
    rig.polled.reserve(99);
    assert_eq!(
        steps(|| assert!(rig.poll_from(0, &waker).is_continue())),
        5,
        "publish the block; a clone each"
    );
    assert_eq!(steps(|| rig.wake(1)), 2, "the bit; the task has been woken");
    assert_eq!(steps(|| rig.wake(2)), 2, "a guess; the bit");
    assert_eq!(steps(|| assert!(rig.poll_from(0, &waker).is_continue())), 1, "take the bits");
    assert_eq!(steps(|| assert!(rig.poll_from(0, &waker).is_continue())), 0, "nobody was woken");
    let (_, other) = Task::new();
    assert_eq!(steps(|| assert!(rig.poll_from(0, &other).is_continue())), 2, "hold; take the bits");
    let one = rig.children[0].waker.take().unwrap();
    assert_eq!(steps(|| drop(one.clone())), 2);
    assert_eq!(steps(|| one.wake()), 3, "the bit; the task has been woken; the waker is gone");
    rig.children.clear();
    assert_eq!(steps(|| drop(rig)), 0, "nobody has a waker");
}

#[test]
fn the_steps_in_a_pool_are_as_few_as_can_be() {
    static POOL: WakerPool<1, Counted> = WakerPool::new();
    let (_, waker) = Task::new();
    let mut rig = Rig::new(Wakers::in_pool(&POOL), 3);
    assert_eq!(
        steps(|| assert!(rig.poll_from(0, &waker).is_continue())),
        4,
        "claim; open; publish"
    );
    let one = rig.waker(1).clone();
    assert_eq!(steps(|| drop(one.clone())), 0);
    assert_eq!(steps(|| one.wake()), 2);
    assert_eq!(steps(|| assert!(rig.poll_from(0, &waker).is_continue())), 1);
    assert_eq!(steps(|| drop(rig)), 3, "hold; close; free");
}

#[test]
fn a_child_is_polled_by_its_own_waker_within_its_own_poll() {
    // A child that replaces the context of its poll hurts itself alone.
    let (_, waker) = Task::new();
    let mut rig = Rig::<StdLock>::new(Wakers::new(), 2);
    rig.poll(&waker);
    let mut vandal = poll_fn(|cx| {
        *cx = std::task::Context::from_waker(std::task::Waker::noop());
        Poll::<()>::Pending
    });
    for round in 0..2 {
        let mut wakers = Wakers::<StdLock>::new();
        let cx = &mut std::task::Context::from_waker(&waker);
        let mut seen = 0;
        let mut poll = |_: usize, cx: &mut std::task::Context<'_>| {
            seen += !cx.waker().will_wake(std::task::Waker::noop()) as usize;
            cx.waker().wake_by_ref();
            let _ = std::pin::Pin::new(&mut vandal).poll(cx);
            std::ops::ControlFlow::<()>::Continue(())
        };
        let _ = wakers.these(2, 0..2, cx, &mut poll);
        let _ = wakers.woken(2, round, cx, &mut poll);
        assert_eq!(seen, 4);
    }
}
