//! Who is polled, and when.

use std::ops::ControlFlow;

use wakeful::future::generic::{WakerPool, Wakers};
use wakeful::lock::{StdLock, ThreadSafe};

use crate::rig::{Does, Rig, Task};

/// Some of the numbers below `children`: those at the edges of words.
fn some(children: usize) -> Vec<usize> {
    let all =
        [0, 1, 30, 31, 32, 62, 63, 64, 65, 127, 128, 991, 992, 4031, 4032, 4096, children - 1];
    let mut some: Vec<_> = all.into_iter().filter(|&child| child < children).collect();
    some.sort_unstable();
    some.dedup();
    some
}

fn who_is_woken_is_polled_and_nobody_else<L: ThreadSafe + 'static>(children: usize) {
    let (task, waker) = Task::new();
    let mut rig = Rig::<L>::new(Wakers::new(), children);
    assert_eq!(rig.poll(&waker), (0..children).collect::<Vec<_>>());
    assert_eq!(rig.poll(&waker), [], "nobody was woken");
    for child in some(children) {
        let before = task.wakes();
        rig.wake(child);
        rig.wake(child);
        assert_eq!(task.wakes(), before + 1);
        assert_eq!(rig.poll(&waker), [child]);
        assert_eq!(rig.poll(&waker), []);
        assert_eq!(rig.children[child].clones, 1, "the waker stays the same");
    }
    let before = task.wakes();
    some(children).into_iter().rev().for_each(|child| rig.wake(child));
    assert_eq!(task.wakes(), before + 1);
    assert_eq!(rig.poll(&waker), some(children), "in order");
    let from = children / 2;
    some(children).into_iter().for_each(|child| rig.wake(child));
    assert_eq!(rig.poll_from(from, &waker), ControlFlow::Continue(()));
    let mut rotated = some(children);
    rotated.sort_by_key(|&child| (child < from, child));
    assert_eq!(rig.polled(), rotated);
    assert!(rig.children.iter().all(|child| child.clones == 1));
    (0..children).for_each(|child| rig.wake(child));
    assert_eq!(rig.poll(&waker).len(), children);
}

fn of_any_number<L: ThreadSafe + 'static>() {
    if cfg!(miri) {
        return [1, 63, 70].into_iter().for_each(who_is_woken_is_polled_and_nobody_else::<L>);
    }
    for children in [1, 2, 31, 32, 33, 62, 63, 64, 65, 127, 128, 129, 1000, 4032, 4033, 100_000] {
        who_is_woken_is_polled_and_nobody_else::<L>(children);
    }
    if std::env::var_os("WAKEFUL_SOAK").is_some() {
        who_is_woken_is_polled_and_nobody_else::<L>(63 * 64 * 64 + 1);
    }
}

#[test]
fn of_any_number_of_children_those_woken_are_polled() {
    of_any_number::<StdLock>();
}

#[test]
#[cfg(feature = "critical-section")]
#[cfg_attr(miri, ignore = "the flavor for threads does the same")]
fn of_any_number_of_children_in_critical_sections_those_woken_are_polled() {
    of_any_number::<wakeful::lock::CriticalSectionLock>();
}

fn rig(children: usize) -> Rig<StdLock> {
    Rig::new(Wakers::new(), children)
}

#[test]
fn who_wakes_itself_is_polled_in_the_next_round() {
    for children in [3, 200] {
        let (task, waker) = Task::new();
        let mut rig = rig(children).all(Does::Again);
        for round in 1..4 {
            assert_eq!(rig.poll(&waker).len(), children, "each once a round");
            assert!(task.wakes() >= round);
        }
        rig.children.iter_mut().for_each(|child| child.does = Does::End);
        assert_eq!(rig.poll(&waker).len(), children);
        assert_eq!(rig.poll(&waker), []);
    }
}

#[test]
fn a_task_is_woken_once_for_all_who_wake_themselves() {
    let (task, waker) = Task::new();
    let mut rig = rig(3).all(Does::Again);
    rig.poll(&waker);
    assert_eq!(task.wakes(), 1);
    rig.poll(&waker);
    assert_eq!(task.wakes(), 2);
}

#[test]
fn a_round_that_ends_early_keeps_the_rest_for_the_next() {
    for children in [10, 64, if cfg!(miri) { 70 } else { 1000 }] {
        let (task, waker) = Task::new();
        let mut rig = rig(children);
        rig.poll(&waker);
        let woken = [1, 3, 5, 8, children - 1];
        let mut woken = woken.to_vec();
        woken.dedup();
        woken.iter().for_each(|&child| rig.wake(child));
        rig.children[3].does = Does::Stop;
        assert_eq!(rig.poll_from(0, &waker), ControlFlow::Break(()));
        assert_eq!(rig.polled(), [1, 3]);
        // Who is woken meanwhile comes, too: in turn.
        rig.wake(3);
        rig.wake(0);
        rig.children[3].does = Does::Wait;
        let mut rest: Vec<_> = woken.into_iter().filter(|&child| child > 3).collect();
        rest.extend([0, 3]);
        assert_eq!(rig.poll(&waker), rest);
        assert_eq!(rig.poll(&waker), []);
        assert!(task.wakes() > 0);
    }
}

#[test]
fn every_round_that_ends_early_goes_on_where_the_last_one_ended() {
    for children in [5, 70] {
        let (_, waker) = Task::new();
        let mut rig = rig(children);
        rig.poll(&waker);
        rig.children.iter_mut().for_each(|child| child.does = Does::Stop);
        (0..children).for_each(|child| rig.wake(child));
        for child in (0..children).chain(0..children) {
            assert_eq!(rig.poll_from(0, &waker), ControlFlow::Break(()));
            assert_eq!(rig.polled(), [child]);
            rig.wake(child);
        }
        rig.wakers.start_over();
        assert_eq!(rig.poll_from(2, &waker), ControlFlow::Break(()));
        assert_eq!(rig.polled(), [2]);
    }
}

#[test]
fn a_first_round_that_ends_early_is_gone_on_with() {
    let (task, waker) = Task::new();
    let mut rig = rig(4);
    rig.children[1].does = Does::Stop;
    assert_eq!(rig.poll_from(0, &waker), ControlFlow::Break(()));
    assert_eq!(rig.polled(), [0, 1]);
    rig.wake(0);
    assert_eq!(task.wakes(), 1);
    assert_eq!(rig.poll(&waker), [2, 3]);
    assert_eq!(task.wakes(), 2, "the task has to come for the first one again");
    assert_eq!(rig.poll(&waker), [0]);
}

#[test]
fn children_that_keep_no_waker_are_not_polled_again() {
    let (_, waker) = Task::new();
    let mut rig = rig(4).all(Does::Nothing);
    assert_eq!(rig.poll(&waker).len(), 4);
    assert_eq!(rig.poll(&waker), []);
}

#[test]
fn no_children_are_no_round() {
    let (_, waker) = Task::new();
    let mut rig = rig(0);
    assert_eq!(rig.poll(&waker), []);
    assert_eq!(rig.poll(&waker), []);
}

/// Polls a child of a number for which there is no place, when the others have their wakers.
fn a_child_too_many(wakers: Wakers<StdLock>, children: usize) {
    let (_, waker) = Task::new();
    let mut rig = Rig::new(wakers, children);
    rig.poll(&waker);
    let Rig { mut wakers, children: kept, .. } = rig;
    let cx = &mut std::task::Context::from_waker(&waker);
    let _ = wakers.these(
        children,
        [children.max(Wakers::<StdLock>::SMALL)].into_iter(),
        cx,
        |_, cx| {
            drop(cx.waker().clone());
            ControlFlow::<()>::Continue(())
        },
    );
    drop(kept);
}

#[test]
#[should_panic = "no place for a child of this number"]
fn a_child_too_many_has_no_waker() {
    a_child_too_many(Wakers::new(), 3);
}

#[test]
#[should_panic = "no place for a child of this number"]
fn a_child_too_many_has_no_waker_among_many() {
    a_child_too_many(Wakers::new(), 100);
}

#[test]
#[should_panic = "no place for a child of this number"]
fn a_child_too_many_has_no_waker_in_a_pool() {
    static POOL: WakerPool<1, StdLock> = WakerPool::new();
    a_child_too_many(Wakers::in_pool(&POOL), 3);
}
