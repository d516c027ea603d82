//! The task of a combinator changes, and wakers outlive the combinator.

use std::sync::Arc;

use wakeful::future::generic::Wakers;
use wakeful::lock::StdLock;

use crate::rig::{Rig, Task};

fn rig(children: usize) -> Rig<StdLock> {
    Rig::new(Wakers::new(), children)
}

#[test]
fn the_newest_task_is_the_one_that_is_woken() {
    let (first, waker) = Task::new();
    let mut rig = rig(2);
    rig.poll(&waker);
    drop(waker);
    assert_eq!(Arc::strong_count(&first), 2, "the block holds one");
    let (second, waker) = Task::new();
    assert_eq!(rig.poll(&waker), []);
    assert_eq!(Arc::strong_count(&first), 1, "the old one is dropped");
    rig.wake(1);
    assert_eq!((first.wakes(), second.wakes()), (0, 1));
    let (third, other) = Task::new();
    assert_eq!(rig.poll(&other), [1]);
    rig.wake(0);
    assert_eq!((second.wakes(), third.wakes()), (1, 1));
    assert_eq!(rig.children[1].clones, 1, "a child's waker stays");
}

#[test]
fn a_task_that_stays_is_cloned_once() {
    let (task, waker) = Task::new();
    let mut rig = rig(3);
    for _ in 0..5 {
        rig.poll(&waker);
        assert_eq!(Arc::strong_count(&task), 3, "here, in `waker`, and in the block");
        rig.wake(1);
    }
}

#[test]
fn wakers_that_outlive_the_combinator_wake_nobody() {
    for children in [1, 63, 64, 200] {
        let (task, waker) = Task::new();
        let mut rig = rig(children);
        rig.poll(&waker);
        let kept: Vec<_> = rig.children.iter_mut().map(|child| child.waker.take()).collect();
        kept[0].as_ref().unwrap().wake_by_ref();
        assert_eq!(task.wakes(), 1);
        drop((rig, waker));
        assert_eq!(Arc::strong_count(&task), 1, "the task is let go");
        let clones = kept.clone();
        kept.into_iter().flatten().for_each(|waker| waker.wake());
        clones.iter().flatten().for_each(|waker| waker.wake_by_ref());
        assert_eq!(task.wakes(), 1);
    }
}

#[test]
fn wakers_of_two_combinators_differ() {
    let (_, waker) = Task::new();
    let (mut one, mut two) = (rig(2), rig(2));
    one.poll(&waker);
    two.poll(&waker);
    assert!(!one.waker(0).will_wake(two.waker(0)));
    assert!(!one.waker(0).will_wake(one.waker(1)));
    assert!(one.waker(0).will_wake(&one.waker(0).clone()));
}

#[test]
fn combinators_may_be_nested() {
    // The task of the inner one is a child of the outer one.
    let (task, waker) = Task::new();
    let (mut outer, mut inner) = (rig(70), rig(3));
    outer.poll(&waker);
    let child = outer.waker(66).clone();
    inner.poll(&child);
    inner.wake(2);
    assert_eq!(task.wakes(), 1);
    assert_eq!(outer.poll(&waker), [66]);
    assert_eq!(inner.poll(&child), [2]);
}
