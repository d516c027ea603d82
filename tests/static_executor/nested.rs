//! Runs within runs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use wakeful::executor::generic::StaticExecutor;
use wakeful::executor::{ThreadPark, block_on_with};
use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Hand, Lock, Strict, cell, executor, kept, turns};

#[test]
fn a_run_within_a_run_of_the_same_executor_panics_and_nothing_else_happens() {
    fn check<L: Lock>() {
        let on = executor::<L, 4, 1>();
        let hand = Hand::new();
        on.spawn(cell::<L>(), hand.future()).unwrap().detach();
        on.run(async {
            let nested = catch_unwind(AssertUnwindSafe(|| on.run(async {}))).unwrap_err();
            assert!(nested.downcast_ref::<&str>().unwrap().contains("runs already"));
            turns(1).await;
            assert_eq!(hand.polls(), 1);
            assert!(on.is_running());
        });
        assert!(!on.is_running());
        on.run(turns(1));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn another_executor_with_the_same_park_takes_no_wake_up_from_the_outer_one() {
    fn check<L: Lock>() {
        let park: &'static Strict = kept(Strict::default());
        let outer: &'static StaticExecutor<&'static Strict, L, 2> = kept(StaticExecutor::new(park));
        let inner: &'static StaticExecutor<&'static Strict, L, 2> = kept(StaticExecutor::new(park));
        let hand = Hand::new();
        let sleeps = Hand::new();
        outer.run_all((hand.future(), async {
            inner.run_all((
                async {
                    sleeps.future().await;
                    // The last who is to wake the outer one: its token is used up in here.
                    hand.finish();
                    turns(1).await;
                },
                async {
                    turns(2).await;
                    sleeps.finish();
                },
            ));
        }));
        assert_eq!(hand.polls(), 2);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_nested_future_with_the_same_park_takes_no_wake_up_from_the_outer_one() {
    let park: &'static Strict = kept(Strict::default());
    let (outer, inner) = (Hand::new(), Hand::new());
    let wait = outer.future();
    let both = async {
        let mut wait = std::pin::pin!(wait);
        let mut nested = false;
        std::future::poll_fn(|cx| {
            if wait.as_mut().poll(cx).is_ready() {
                return std::task::Poll::Ready(());
            }
            if !std::mem::replace(&mut nested, true) {
                block_on_with(park, async {
                    outer.finish();
                    turns(1).await;
                    turns(1).await;
                });
                let _ = &inner;
            }
            std::task::Poll::Pending
        })
        .await;
    };
    block_on_with(park, both);
}

#[test]
fn block_on_with_and_run_nest_in_any_order() {
    static PARK: ThreadPark = ThreadPark::new();
    let on = executor::<StdLock, 2, 1>();
    let other: &'static StaticExecutor<&'static ThreadPark, Critical, 2> =
        kept(StaticExecutor::new(&PARK));
    let n = block_on_with(&PARK, async {
        turns(1).await;
        let n = on.run(async { other.run(async { block_on_with(&PARK, async { 3 }) }) });
        turns(1).await;
        n
    });
    assert_eq!(n, 3);
}
