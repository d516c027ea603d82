//! Tasks that are cancelled, at each point of their lives.

use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use wakeful::executor::Cancelled;
use wakeful::executor::generic::StaticJoinHandle;
use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Hand, Lock, OnDrop, cell, executor, turns};

#[test]
fn a_task_is_cancelled_before_it_was_polled_while_it_waits_and_while_it_is_queued() {
    fn check<L: Lock>() {
        for polls in 0..3 {
            let on = executor::<L, 2, 1>();
            let (hand, cell) = (Hand::new(), cell::<L>());
            let handle = on.spawn(cell, hand.future()).unwrap();
            for _ in 0..polls {
                on.run(turns(1));
                hand.wake();
            }
            let cancel = handle.cancel();
            assert!(!cancel.is_finished());
            assert_eq!(hand.drops(), 0, "the runner drops it");
            assert_eq!(on.run(cancel), Err(Cancelled));
            assert_eq!((hand.polls(), hand.drops()), (polls, 1));
            assert!(cell.is_free() && on.is_empty());
        }
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_task_that_is_over_keeps_its_output_from_a_cancel() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let handle = on.spawn(cell::<L>(), ready(4)).unwrap();
        on.run(turns(1));
        let cancel = handle.cancel();
        assert!(cancel.is_finished());
        assert_eq!(on.run(cancel), Ok(4));
        assert!(Cancelled.to_string().starts_with("the task has no output"));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_cancel_that_is_not_awaited_takes_effect() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let (hand, cell) = (Hand::new(), cell::<L>());
        drop(on.spawn(cell, hand.future()).unwrap().cancel());
        on.run(turns(1));
        assert_eq!((hand.polls(), hand.drops()), (0, 1));
        assert!(cell.is_free());
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

type Place<L> = Arc<Mutex<Option<StaticJoinHandle<(), L>>>>;

#[test]
fn a_task_cancels_itself() {
    fn check<L: Lock>(waits: bool) {
        let on = executor::<L, 2, 1>();
        let cell = cell::<L>();
        let place: Place<L> = Arc::default();
        let (mine, hand) = (place.clone(), Hand::new());
        let rest = hand.future();
        let task = async move {
            let _rest = rest;
            drop(mine.lock().unwrap().take().unwrap().cancel());
            if waits {
                pending::<()>().await;
            }
        };
        *place.lock().unwrap() = Some(on.spawn(cell, task).unwrap());
        on.run(turns(2));
        assert_eq!(hand.drops(), 1);
        assert!(cell.is_free() && on.is_empty());
    }
    for waits in [false, true] {
        check::<StdLock>(waits);
        check::<Critical>(waits);
    }
}

#[test]
fn a_task_cancels_another_and_its_destructor_a_third() {
    fn check<L: Lock>() {
        let on = executor::<L, 4, 1>();
        let hands = [Hand::new(), Hand::new()];
        let third = on.spawn(cell::<L>(), hands[0].future()).unwrap();
        let mut third = Some(third);
        let cancels = OnDrop(move || drop(third.take().map(StaticJoinHandle::cancel)));
        let rest = hands[1].future();
        let other = on
            .spawn(cell::<L>(), async move {
                let _cancels = cancels;
                rest.await;
            })
            .unwrap();
        let first = on.spawn(cell::<L>(), other.cancel()).unwrap();
        assert_eq!(on.run(first), Ok(Err(Cancelled)));
        on.run(turns(1));
        assert_eq!(hands.map(|hand| hand.drops()), [1, 1]);
        assert!(on.is_empty());
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_waker_that_waited_for_a_task_is_dropped_with_the_handle() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let count = Arc::new(crate::parks::Count::default());
        let waker = Waker::from(count.clone());
        let mut handle = on.spawn(cell::<L>(), pending::<()>()).unwrap();
        let poll = std::pin::Pin::new(&mut handle).poll(&mut Context::from_waker(&waker));
        assert!(poll.is_pending());
        assert_eq!(Arc::strong_count(&count), 3);
        drop(handle);
        assert_eq!(Arc::strong_count(&count), 2);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
#[should_panic(expected = "polled after it completed")]
fn a_handle_that_has_completed_is_not_to_be_polled() {
    let on = executor::<StdLock, 2, 1>();
    let mut handle = on.spawn(cell::<StdLock>(), ready(1)).unwrap();
    on.run(async {
        assert_eq!((&mut handle).await, Ok(1));
        assert!(handle.is_finished());
        let _ = handle.await;
    });
}
