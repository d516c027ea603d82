//! Who is polled.

use std::ops::ControlFlow;

use wakeful::future::generic::Wakers;
use wakeful::lock::{StdLock, ThreadSafe};

use crate::rig::{Does, Rig, Task};

/// Some of the numbers below `children`: those at the edges of words.
fn some(children: usize) -> Vec<usize> {
    let all = [0, 1, 62, 63, 64, 65, 127, 128, 4031, 4032, 4095, 4096, 4097, children - 1];
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

#[test]
fn of_any_number_of_children_those_woken_are_polled() {
    for children in [1, 2, 31, 32, 33, 62, 63, 64, 65, 127, 128, 129, 1000] {
        who_is_woken_is_polled_and_nobody_else::<StdLock>(children);
    }
    if !cfg!(miri) {
        for children in [4031, 4032, 4033, 4096, 4097, 100_000, 63 * 64 * 64 + 1] {
            who_is_woken_is_polled_and_nobody_else::<StdLock>(children);
        }
    }
}
