//! Panics of tasks, destructors and wakers.

use std::cell::RefCell;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wakeful::executor::Cancelled;
use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Hand, Lock, OnDrop, cell, executor, turns};
use crate::parks::Panics;

fn caught<R>(f: impl FnOnce() -> R) -> &'static str {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(_) => "nothing",
        Err(panic) => panic.downcast_ref::<&'static str>().expect("a panic of this test"),
    }
}

#[test]
fn a_task_that_panics_is_gone_and_the_others_go_on() {
    fn check<L: Lock>() {
        let on = executor::<L, 4, 1>();
        let (hand, rest, cells) = (Hand::new(), Hand::new(), [cell::<L>(), cell::<L>()]);
        on.spawn(cells[0], hand.future()).unwrap().detach();
        let held = rest.future();
        let panics = on
            .spawn(cells[1], async move {
                let _held = held;
                turns(1).await;
                panic!("of a task");
            })
            .unwrap();
        let child = Hand::new();
        assert_eq!(caught(|| on.run(child.future())), "of a task");
        assert_eq!((child.drops(), rest.drops(), hand.drops()), (1, 1, 0));
        assert!(!on.is_running() && on.len() == 1 && panics.is_finished());
        assert_eq!(on.run(panics), Err::<(), _>(Cancelled));
        hand.finish();
        on.run(turns(1));
        assert!(on.is_empty() && cells.iter().all(|cell| cell.is_free()));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_future_on_the_stack_that_panics_takes_the_others_there_and_the_local_ones_along() {
    fn check<L: Lock>() {
        let on = executor::<L, 4, 1>();
        let (hand, local, child) = (Hand::new(), Hand::new(), Hand::new());
        on.spawn(cell::<L>(), hand.future()).unwrap().detach();
        let panic = caught(|| {
            on.run_local(async |spawner| {
                let (shared, waits) = (Rc::new(()), local.future());
                let task = async move {
                    waits.await;
                    drop(shared);
                };
                spawner.spawn(cell::<L>(), task).unwrap().detach();
                turns(1).await;
                assert_eq!(local.polls(), 1);
                panic!("of a child");
            })
        });
        assert_eq!((panic, local.drops(), hand.drops(), on.len()), ("of a child", 1, 0, 1));
        let both = caught(|| on.run_all((child.future(), async { panic!("of another") })));
        assert_eq!((both, child.drops(), on.len()), ("of another", 1, 1));
        // Whoever still wakes them wakes nobody.
        local.wake();
        child.wake();
        on.run(turns(1));
        assert_eq!((local.polls(), child.polls()), (1, 1));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_future_that_panics_when_it_is_dropped_takes_its_output_along() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let (output, cell) = (Hand::new(), cell::<L>());
        let value = output.future();
        let mut value = Some(value);
        let bomb = OnDrop(|| panic!("of a destructor"));
        let future = std::future::poll_fn(move |_| {
            let _ = &bomb;
            Poll::Ready(value.take())
        });
        let mut handle = on.spawn(cell, future).unwrap();
        assert_eq!(caught(|| on.run(&mut handle)), "of a destructor");
        assert_eq!(output.drops(), 1);
        assert!(handle.is_finished() && on.is_empty());
        assert!(matches!(on.run(handle), Err(Cancelled)));
        assert!(cell.is_free());
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn an_output_that_panics_when_it_is_dropped_leaves_its_cell_free() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let cell = cell::<L>();
        let bomb = || async { OnDrop(|| panic!("of an output")) };
        on.spawn(cell, bomb()).unwrap().detach();
        assert_eq!(caught(|| on.run(turns(1))), "of an output");
        assert!(cell.is_free() && on.is_empty());
        let handle = on.spawn(cell, bomb()).unwrap();
        on.run(turns(1));
        assert_eq!(caught(|| drop(handle)), "of an output");
        assert!(cell.is_free());
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_cancelled_future_that_panics_when_it_is_dropped_is_gone() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let cell = cell::<L>();
        let bomb = OnDrop(|| panic!("of a destructor"));
        let task = async move {
            let _bomb = bomb;
            pending::<()>().await;
        };
        let mut cancel = on.spawn(cell, task).unwrap().cancel();
        assert_eq!(caught(|| on.run(&mut cancel)), "of a destructor");
        assert_eq!(on.run(cancel), Err(Cancelled));
        assert!(cell.is_free() && on.is_empty());
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_local_task_that_panics_when_it_is_dropped_leaves_no_other_behind() {
    fn check<L: Lock>() {
        let on = executor::<L, 5, 1>();
        let dropped = RefCell::new(Vec::new());
        let cells = [cell::<L>(), cell::<L>(), cell::<L>()];
        let panic = caught(|| {
            on.run_local(async |spawner| {
                for (number, cell) in cells.into_iter().enumerate() {
                    let log = Hand::new();
                    let held = log.future();
                    let bomb = OnDrop(move || assert_ne!(number, 1, "the second"));
                    let task = async move {
                        let (_held, _bomb, _rc) = (held, bomb, Rc::new(1));
                        pending::<()>().await;
                    };
                    spawner.spawn(cell, task).unwrap().detach();
                    dropped.borrow_mut().push(log);
                }
                turns(1).await;
                panic_free();
            });
        });
        assert!(panic.is_empty() || panic == "nothing" || panic.contains("second"), "{panic}");
        assert!(dropped.borrow().iter().all(|log| log.drops() == 1));
        assert!(on.is_empty() && !on.is_running() && cells.iter().all(|cell| cell.is_free()));
    }

    fn panic_free() {}

    fn caught<R>(f: impl FnOnce() -> R) -> String {
        match catch_unwind(AssertUnwindSafe(f)) {
            Ok(_) => "nothing".into(),
            Err(panic) => panic.downcast_ref::<String>().cloned().unwrap_or_default(),
        }
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_run_for_ever_is_ended_by_a_panic_alone() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let task = async {
            turns(3).await;
            panic!("at last");
        };
        on.spawn(cell::<L>(), task).unwrap().detach();
        assert_eq!(caught(|| on.run_forever()), "at last");
        assert!(on.is_empty() && !on.is_running());
    }
    check::<StdLock>();
    check::<Critical>();
}

#[test]
fn a_waker_of_the_handle_that_panics_leaves_the_executor_in_order() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let hand = Hand::new();
        let mut handle = on.spawn(cell::<L>(), hand.future()).unwrap();
        let waker = Waker::from(std::sync::Arc::new(Panics));
        let poll = std::pin::Pin::new(&mut handle).poll(&mut Context::from_waker(&waker));
        assert!(poll.is_pending());
        on.run(turns(1));
        hand.finish();
        assert_eq!(caught(|| on.run(turns(2))), "of a waker");
        assert!(handle.is_finished() && on.is_empty());
        assert_eq!(on.run(handle), Ok(()));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}
