//! What a local executor has of its own.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wakeful::executor::{LocalExecutor, block_on};
use wakeful::future::yield_now;

use crate::caught::caught;
use crate::support::{Count, Gate, panicking_waker, poll};

#[test]
fn tasks_borrow_what_outlives_the_executor() {
    let (mut words, seen) = (vec!["a", "b"], RefCell::new(Vec::new()));
    {
        let executor = LocalExecutor::new();
        let tasks = [0, 1].map(|n| {
            executor.spawn({
                let (words, seen) = (&words, &seen);
                async move {
                    yield_now().await;
                    seen.borrow_mut().push(words[n]);
                }
            })
        });
        executor.run(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
    }
    words.clear();
    assert_eq!(seen.into_inner(), ["a", "b"]);
}

#[test]
fn a_tick_polls_who_is_ready_and_nobody_else() {
    let executor = LocalExecutor::new();
    assert!(!executor.tick());
    let polls = Rc::new(Cell::new(0));
    let count = polls.clone();
    executor
        .spawn(async move {
            for _ in 0..3 {
                count.set(count.get() + 1);
                yield_now().await;
            }
        })
        .detach();
    for expected in 1..=3 {
        assert!(executor.tick());
        assert_eq!(polls.get(), expected);
    }
    assert!(!executor.tick());
    assert!(executor.is_empty());
}

#[test]
fn a_waker_that_panics_comes_out_of_a_tick_and_the_others_go_on() {
    let executor = LocalExecutor::new();
    let mut first = executor.spawn(async { 1 });
    let second = executor.spawn(async { 2 });
    assert!(poll(&mut first, &panicking_waker()).is_pending());
    assert_eq!(caught(|| executor.tick()).unwrap_err(), "a waker panics");
    assert!(first.is_finished() && !second.is_finished());
    executor.tick();
    assert_eq!((block_on(first).unwrap(), block_on(second).unwrap()), (1, 2));
}

#[test]
fn a_future_that_panics_leaves_the_tasks() {
    let executor = LocalExecutor::new();
    let task = executor.spawn(async { 7 });
    assert_eq!(caught(|| executor.run(async { panic!("main") })).unwrap_err(), "main");
    assert_eq!(executor.run(task).unwrap(), 7);
}

#[test]
fn a_run_may_be_nested() {
    let executor = Rc::new(LocalExecutor::new());
    let (inner, outer) = (executor.clone(), executor.clone());
    let polled = Rc::new(Cell::new(false));
    let other = executor.spawn({
        let polled = polled.clone();
        async move { polled.set(true) }
    });
    let nested = executor.spawn(async move {
        let task = inner.spawn(async { 7 });
        let seven = inner.run(task).unwrap();
        yield_now().await;
        seven
    });
    assert_eq!(outer.run(nested).unwrap(), 7);
    assert!(polled.get() && other.is_finished());
}

#[test]
fn run_until_is_woken_by_spawns_and_wakes_from_outside() {
    let executor = LocalExecutor::new();
    let (wakes, gate) = (Count::default(), Gate::default());
    let waker = wakes.waker();
    let cx = &mut Context::from_waker(&waker);
    let mut run = pin!(executor.run_until(pending::<()>()));
    assert!(run.as_mut().poll(cx).is_pending());
    assert_eq!(wakes.get(), 0);
    executor.spawn(gate.wait()).detach();
    assert_eq!(wakes.get(), 1);
    assert!(run.as_mut().poll(cx).is_pending());
    assert_eq!((wakes.get(), gate.waiting()), (1, 1));
    gate.open();
    assert_eq!(wakes.get(), 2);
    assert!(run.as_mut().poll(cx).is_pending());
    assert!(executor.is_empty());
}

#[test]
fn run_until_is_not_polled_after_its_end() {
    let executor = LocalExecutor::new();
    let mut run = Box::pin(executor.run_until(async { 7 }));
    assert!(poll(&mut run, Waker::noop()).is_ready());
    assert!(run.is_terminated());
    let message = caught(|| poll(&mut run, Waker::noop())).unwrap_err();
    assert!(message.contains("polled after it completed"), "{message}");
}

#[test]
fn a_large_future_is_polled_and_dropped_where_it_lies() {
    let executor = LocalExecutor::new();
    let gate = Gate::default();
    let tasks = [(); 2].map(|()| {
        let wait = gate.wait();
        executor.spawn(async move {
            let large = [7_u8; 4096];
            yield_now().await;
            wait.await;
            std::hint::black_box(&large)[4095]
        })
    });
    executor.run_until_stalled();
    let [first, second] = tasks;
    assert!(executor.run(first.cancel()).unwrap_err().is_cancelled());
    gate.open();
    assert_eq!(executor.run(second).unwrap(), 7);
}

#[test]
fn a_waker_of_a_task_is_equal_to_its_clones() {
    let executor = LocalExecutor::new();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let wakers = seen.clone();
    executor
        .spawn(poll_fn(move |cx| {
            wakers.borrow_mut().push(cx.waker().clone());
            if wakers.borrow().len() == 2 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        }))
        .detach();
    executor.run_until_stalled();
    let seen = seen.borrow();
    assert!(seen[0].will_wake(&seen[1]));
    assert!(format!("{executor:?}").contains("tasks: 0"));
}
