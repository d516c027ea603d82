//! Tasks in cells: how they come, what is left of them, and what room they take.

use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use wakeful::executor::generic::TaskCell;
use wakeful::executor::{Cancelled, SpawnError};
use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Hand, Lock, Log, OnDrop, cell, executor, kept, turns};

#[test]
fn an_output_is_what_the_handle_resolves_to() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let cell = cell::<L>();
        for n in 0..if cfg!(miri) { 3 } else { 200 } {
            let handle = on.spawn(cell, async move { vec![n; 3] }).unwrap();
            assert!(!handle.is_finished() && !cell.is_free());
            assert_eq!(on.run(handle), Ok(vec![n; 3]));
            assert!(cell.is_free() && on.is_empty());
        }
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_cell_is_free_when_its_task_and_its_handle_are_gone() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let cell = cell::<L>();
        let value = Arc::new(());
        let busy = |what: &str| {
            let refused = on.spawn(cell, ready(String::from("back"))).unwrap_err();
            assert!(matches!(refused, SpawnError::Busy(_)), "{what}");
            assert_eq!(on.run(refused.into_inner()), "back");
        };
        // Its output waits for the handle, which drops it.
        let handle = on.spawn(cell, ready(value.clone())).unwrap();
        busy("a task and its handle");
        assert!(handle.is_finished());
        busy("an output");
        assert_eq!(Arc::strong_count(&value), 2);
        drop(handle);
        assert!(cell.is_free());
        assert_eq!(Arc::strong_count(&value), 1);
        // The handle goes first: the output is dropped where it is made.
        on.spawn(cell, ready(value.clone())).unwrap().detach();
        assert!(!cell.is_free());
        on.run(turns(1));
        assert!(cell.is_free());
        assert_eq!(Arc::strong_count(&value), 1);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_future_comes_back_if_there_is_no_slot_and_nothing_is_taken() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let (a, b) = (Hand::new(), Hand::new());
        let tasks = [a.clone(), b].map(|hand| on.spawn(cell::<L>(), hand.future()).unwrap());
        let cell = cell::<L>();
        let refused = on.spawn(cell, ready(String::from("back"))).unwrap_err();
        assert!(matches!(refused, SpawnError::Full(_)) && cell.is_free());
        assert_eq!(refused.to_string(), "the executor has no free slot");
        assert_eq!(format!("{refused:?}"), "Full(..)");
        let full = catch_unwind(AssertUnwindSafe(|| on.run(turns(1)))).unwrap_err();
        assert!(full.downcast_ref::<&str>().unwrap().contains("no slot"));
        assert!(!on.is_running() && on.len() == 2);
        drop(tasks);
        assert_eq!((a.polls(), a.drops()), (0, 0), "detached");
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn slots_are_used_again_at_once_also_by_who_wakes_himself_and_ends() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 2>();
        // Of the most urgent level: what was woken for nothing before has no turn yet.
        on.run(async {
            for n in 0..if cfg!(miri) { 3 } else { 100 } {
                let task = std::future::poll_fn(move |cx| {
                    cx.waker().wake_by_ref();
                    std::task::Poll::Ready(n)
                });
                assert_eq!(on.spawn(cell::<L>(), task).unwrap().await, Ok(n));
            }
        });
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_slot_that_waits_for_its_turn_serves_its_own_level_alone() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 3>();
        on.run(async {
            let task = std::future::poll_fn(|cx| {
                cx.waker().wake_by_ref();
                std::task::Poll::Ready(())
            });
            on.spawn_at(1, cell::<L>(), task).unwrap().await.unwrap();
            assert!(matches!(on.spawn_at(2, cell::<L>(), ready(())), Err(SpawnError::Full(_))));
            on.spawn_at(1, cell::<L>(), ready(())).unwrap().await.unwrap();
        });
        on.run(async {
            let low = on.spawn_at(2, cell::<L>(), ready(3)).unwrap();
            assert_eq!(low.await, Ok(3), "its turn has come");
        });
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn tasks_and_destructors_spawn() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let log = Log::new();
        let (cells, mine) = ([cell::<L>(), cell::<L>(), cell::<L>()], log.clone());
        let task = async move {
            let last = mine.clone();
            let spawns = OnDrop(move || {
                let last = last.clone();
                on.spawn(cells[2], async move { last.push(2) }).unwrap().detach();
            });
            let first = mine.clone();
            on.spawn(cells[1], async move { first.push(1) }).unwrap().await.unwrap();
            drop(spawns);
            "done"
        };
        let handle = on.spawn(cells[0], task).unwrap();
        assert_eq!(on.run(handle), Ok("done"));
        on.run(turns(1));
        assert_eq!(log.take(), [1, 2]);
        assert!(on.is_empty() && cells.iter().all(|cell| cell.is_free()));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_task_goes_on_with_the_next_run() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let (hand, other) = (Hand::new(), Hand::new());
        let handle = on.spawn(cell::<L>(), hand.future()).unwrap();
        on.run(turns(1));
        assert_eq!((hand.polls(), on.len()), (1, 1));
        hand.wake();
        on.run(async {});
        on.run(turns(1));
        assert_eq!(hand.polls(), 2);
        on.spawn(cell::<L>(), other.future()).unwrap().detach();
        hand.finish();
        assert_eq!(on.run(handle), Ok(()));
        assert_eq!((hand.drops(), other.drops()), (1, 0));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_handle_that_is_forgotten_keeps_its_cell_and_nothing_else() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let cell = cell::<L>();
        std::mem::forget(on.spawn(cell, ready(5)).unwrap());
        on.run(turns(1));
        assert!(on.is_empty() && !cell.is_free());
        assert!(matches!(on.spawn(cell, ready(6)), Err(SpawnError::Busy(_))));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn nothing_is_dropped_twice_or_never() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let value = Arc::new(());
        let (future, output) = (value.clone(), value.clone());
        let task = async move {
            let _future = future;
            turns(1).await;
            output
        };
        let handle = on.spawn(cell::<L>(), task).unwrap();
        let output = on.run(handle).unwrap();
        assert_eq!(Arc::strong_count(&value), 2);
        drop(output);
        assert_eq!(Arc::strong_count(&value), 1);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn futures_and_outputs_have_the_whole_cell_and_their_alignment() {
    #[repr(align(16))]
    #[derive(Debug, PartialEq)]
    struct Wide([u8; 32]);

    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let cell: &'static TaskCell<L, 32> = kept(TaskCell::new());
        let wide = std::future::poll_fn(|_| std::task::Poll::Ready(Wide([7; 32])));
        assert_eq!(on.run(on.spawn(cell, wide).unwrap()), Ok(Wide([7; 32])));
        let none: &'static TaskCell<L, 0> = kept(TaskCell::default());
        assert_eq!(on.run(on.spawn(none, pending_of_nothing()).unwrap().cancel()), Err(Cancelled));
    }

    fn pending_of_nothing() -> impl Future<Output = ()> + Send {
        pending()
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
#[should_panic(expected = "there is no such level")]
fn there_are_as_many_levels_as_are_said() {
    let _ = executor::<StdLock, 1, 2>().spawn_at(2, cell::<StdLock>(), ready(()));
}
