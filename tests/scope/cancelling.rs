//! Children that are not wanted any more.

use std::pin::pin;
use std::task::Poll;

use wakeful::executor::block_on;
use wakeful::executor::scope::generic::{Local, Threads};
use wakeful::executor::scope::{Cancelled, local};
use wakeful::future::{Join, yield_now};

use crate::flavors::{Any, each};
use crate::support::{Remote, Task};

fn a_cancelled_child_is_gone_when_the_cancel_is_over<K: Any>() {
    let remote = Remote::new(0);
    block_on(K::open(async |s| {
        let handle = s.spawn(remote.child());
        yield_now().await;
        assert_eq!((remote.polls(), remote.drops()), (1, 0));
        assert!(!handle.is_finished());
        assert_eq!(handle.cancel().await, Err(Cancelled));
        assert_eq!((remote.polls(), remote.drops()), (1, 1));
        assert!(s.is_empty());
    }));
}

#[test]
fn cancelled_children_are_gone() {
    each(
        a_cancelled_child_is_gone_when_the_cancel_is_over::<Local>,
        a_cancelled_child_is_gone_when_the_cancel_is_over::<Threads>,
    );
}

#[test]
fn a_cancel_takes_effect_without_being_awaited() {
    let remote = Remote::new(0);
    block_on(local::scope(async |s| {
        let handle = s.spawn(remote.child());
        yield_now().await;
        drop(handle.cancel());
        s.wait_all().await;
        assert_eq!((remote.polls(), remote.drops()), (1, 1));
    }));
}

#[test]
fn cancelled_before_its_first_poll_a_child_is_never_polled() {
    let remote = Remote::new(0);
    block_on(local::scope(async |s| {
        assert_eq!(s.spawn(remote.child()).cancel().await, Err(Cancelled));
    }));
    assert_eq!((remote.polls(), remote.drops()), (0, 1));
}

#[test]
fn a_child_that_was_quicker_than_its_cancel_gives_its_output() {
    block_on(local::scope(async |s| {
        let handle = s.spawn(async { 7 });
        s.wait_all().await;
        assert!(handle.is_finished());
        assert_eq!(handle.cancel().await, Ok(7));
    }));
}

#[test]
fn a_child_cancels_another_and_itself() {
    let remote = Remote::new(0);
    block_on(local::scope(async |s| {
        let victim = s.spawn(remote.child());
        s.spawn(async { victim.cancel().await }).await.unwrap().unwrap_err();
        let own = std::rc::Rc::new(std::cell::Cell::new(None));
        let inner = own.clone();
        own.set(Some(s.spawn(async move {
            let this: local::ScopedHandle<()> = inner.take().unwrap();
            drop(this.cancel());
            std::future::pending::<()>().await;
        })));
        s.wait_all().await;
    }));
    assert_eq!(remote.drops(), 1);
}

#[test]
fn a_handle_that_is_dropped_leaves_the_child_alone() {
    let remote = Remote::new(3);
    block_on(local::scope(async |s| {
        drop(s.spawn(remote.child()));
        yield_now().await;
        remote.finish();
        s.wait_all().await;
    }));
    assert_eq!((remote.polls(), remote.drops()), (2, 1));
}

fn after_the_end_a_handle_hears_of_it<K: Any>() {
    let (task, remote) = (Task::new(), Remote::new(0));
    let mut handle = None;
    block_on(K::open(async |s| {
        handle = Some(s.spawn(remote.child()));
        yield_now().await;
    }));
    let handle = handle.expect("spawned");
    assert_eq!(remote.drops(), 1);
    assert!(handle.is_finished());
    assert_eq!(task.poll(pin!(handle)), Poll::Ready(Err(Cancelled)));
}

#[test]
fn handles_may_outlive_their_scope() {
    each(
        after_the_end_a_handle_hears_of_it::<Local>,
        after_the_end_a_handle_hears_of_it::<Threads>,
    );
}

fn after_the_end_a_future_is_dropped_at_once<K: Any>() {
    let remote = Remote::new(0);
    let s = block_on(K::open(async |s| s));
    let handle = s.spawn(remote.child());
    assert_eq!((remote.polls(), remote.drops(), s.len()), (0, 1, 0));
    assert_eq!(block_on(handle), Err(Cancelled));
}

#[test]
fn a_scope_that_has_ended_takes_no_children() {
    each(
        after_the_end_a_future_is_dropped_at_once::<Local>,
        after_the_end_a_future_is_dropped_at_once::<Threads>,
    );
}

#[test]
fn who_waits_outside_hears_of_the_end() {
    let slot = std::cell::Cell::new(None);
    let inside = local::scope(async |s| {
        slot.set(Some(s.spawn(std::future::pending::<()>())));
        yield_now().await;
        yield_now().await;
    });
    let outside = async {
        yield_now().await;
        slot.take().expect("spawned").await
    };
    assert_eq!(block_on((inside, outside).join()), ((), Err(Cancelled)));
}

#[test]
#[should_panic(expected = "polled after it completed")]
fn polled_after_its_end_a_handle_panics() {
    block_on(local::scope(async |s| {
        let mut handle = s.spawn(async {});
        (&mut handle).await.unwrap();
        assert!(handle.is_terminated());
        let _ = handle.await;
    }));
}

#[test]
fn what_was_cancelled_is_told_by_one_type_everywhere() {
    let told: Result<(), wakeful::executor::Cancelled> =
        block_on(local::scope(async |s| s.spawn(std::future::pending()).cancel().await));
    assert_eq!(told, Err(Cancelled));
}
