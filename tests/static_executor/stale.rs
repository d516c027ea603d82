//! Wakers that outlive their tasks.

use std::task::Waker;

use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Hand, Lock, cell, executor, turns};

/// How often a slot can be used until a waker is taken for one of now.
const USES: usize = if usize::BITS == 64 { 64 } else { 32 };

#[test]
fn a_waker_of_a_task_that_is_gone_wakes_nobody_else() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let cell = cell::<L>();
        let mut stale: Vec<Waker> = Vec::new();
        // One slot is taken by this `run`, so the tasks follow each other in the other.
        on.run(async {
            for used in 0..USES - 1 {
                let hand = Hand::new();
                let handle = on.spawn(cell, hand.future()).unwrap();
                if !cfg!(miri) || used % 16 == 0 {
                    turns(1).await;
                    stale.iter().for_each(Waker::wake_by_ref);
                    turns(2).await;
                    assert_eq!(hand.polls(), 1);
                    stale.push(hand.waker());
                }
                handle.cancel().await.unwrap_err();
            }
            // The first generation comes again: a poll for nothing.
            on.spawn(cell, Hand::new().future()).unwrap().cancel().await.unwrap_err();
            let hand = Hand::new();
            let handle = on.spawn(cell, hand.future()).unwrap();
            turns(1).await;
            stale.iter().for_each(Waker::wake_by_ref);
            turns(2).await;
            assert_eq!(hand.polls(), 2);
            handle.cancel().await.unwrap_err();
        });
        stale.into_iter().for_each(Waker::wake);
        assert!(on.is_empty());
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_waker_of_a_future_on_the_stack_is_harmless_when_run_has_ended() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let (first, second) = (Hand::new(), Hand::new());
        on.run_all((
            async {
                let mut waits = std::pin::pin!(first.future());
                std::future::poll_fn(|cx| {
                    let _ = waits.as_mut().poll(cx);
                    std::task::Poll::Ready(())
                })
                .await;
            },
            turns(1),
        ));
        let stale = first.waker();
        stale.wake_by_ref();
        on.run_all((
            async {
                turns(3).await;
                stale.wake_by_ref();
                turns(3).await;
                assert_eq!(second.polls(), 1);
                second.finish();
            },
            second.future(),
        ));
        stale.wake();
    }
    check::<StdLock>();
    check::<Critical>();
}

#[test]
fn wakers_of_one_task_are_the_same_and_of_others_are_not() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let hands = [Hand::new(), Hand::new()];
        for hand in &hands {
            on.spawn(cell::<L>(), hand.future()).unwrap().detach();
        }
        on.run(turns(1));
        let before = hands[0].waker();
        before.wake_by_ref();
        on.run(turns(1));
        assert!(before.will_wake(&hands[0].waker()) && before.will_wake(&before.clone()));
        assert!(!before.will_wake(&hands[1].waker()));
    }
    check::<StdLock>();
    check::<Critical>();
}
