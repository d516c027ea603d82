//! `fuse` and `yield_now`.

#![forbid(unsafe_code)]

use std::pin::pin;
use std::task::Poll;

use wakeful::executor::block_on;
use wakeful::future::{Fuse, Fused, yield_now};

use crate::caught::caught;
use crate::support::{Remote, Task, borrowing};

#[test]
fn a_fused_future_is_dropped_when_it_is_ready_and_pending_for_ever() {
    let (task, remote) = (Task::new(), Remote::new(7));
    let mut fused = pin!(remote.child().fuse());
    assert!(task.poll(fused.as_mut()).is_pending());
    assert!(!fused.is_terminated());
    remote.finish();
    assert_eq!(task.poll(fused.as_mut()), Poll::Ready(7));
    assert!(fused.is_terminated());
    assert_eq!(remote.drops(), 1);
    for _ in 0..3 {
        assert!(task.poll(fused.as_mut()).is_pending());
    }
    assert_eq!((remote.polls(), remote.drops()), (2, 1));
}

#[test]
fn a_fused_future_that_was_nothing_can_be_replaced() {
    let task = Task::new();
    let mut fused = pin!(Fused::terminated());
    assert!(fused.is_terminated());
    assert!(task.poll(fused.as_mut()).is_pending());
    fused.set(std::future::ready(3).fuse());
    assert!(!fused.is_terminated());
    assert_eq!(task.poll(fused.as_mut()), Poll::Ready(3));
    assert_eq!(format!("{fused:?}"), "Fused { completed: true }");
}

#[test]
fn a_destructor_that_panics_leaves_a_fused_future_terminated() {
    let (task, remote) = (Task::new(), Remote::new(7));
    remote.panic_in_drop();
    remote.finish();
    let mut fused = pin!(remote.child().fuse());
    assert!(caught(|| task.poll(fused.as_mut())).is_err());
    assert!(fused.is_terminated());
    assert!(task.poll(fused.as_mut()).is_pending());
    assert_eq!(remote.drops(), 1);
}

#[test]
fn a_yield_is_pending_once_and_wakes_by_reference() {
    let task = Task::new();
    let mut yields = pin!(yield_now());
    assert!(task.poll(yields.as_mut()).is_pending());
    assert_eq!((task.wakes(), task.alive()), (1, 0));
    assert!(!yields.is_terminated());
    assert!(task.poll(yields.as_mut()).is_ready());
    assert!(yields.is_terminated());
    assert_eq!(task.wakes(), 1);
    let message = caught(|| task.poll(yields.as_mut())).unwrap_err();
    assert!(message.contains("polled after it completed"), "{message}");
    block_on(yield_now());
}

#[test]
fn a_future_that_points_into_itself_may_be_asked_while_it_waits() {
    let (task, remote) = (Task::new(), Remote::new(7));
    let child = remote.child();
    let mut fused = pin!(borrowing(child).fuse());
    for polls in 1..3 {
        assert!(task.poll(fused.as_mut()).is_pending());
        assert!(!fused.is_terminated());
        assert_eq!(format!("{fused:?}"), "Fused { completed: false }");
        assert_eq!(remote.polls(), polls);
    }
    remote.finish();
    assert_eq!(task.poll(fused.as_mut()), Poll::Ready(10));
    assert!(fused.is_terminated());
}
