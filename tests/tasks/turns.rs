//! Whose turn it is, and what a turn costs.

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::task::Poll;

use wakeful::executor::LocalExecutor;
use wakeful::future::yield_now;

use crate::allocator::allocations;
use crate::support::{Count, Gate};

/// More than one turn polls.
const MANY: usize = if cfg!(miri) { 70 } else { 200 };
/// How often.
const ROUNDS: usize = if cfg!(miri) { 3 } else { 100 };

#[test]
fn who_wakes_himself_goes_to_the_end_of_the_queue() {
    let executor = LocalExecutor::new();
    let polls = [0; 5].map(|_| Rc::new(Cell::new(0usize)));
    for count in polls.clone() {
        executor
            .spawn(async move {
                loop {
                    count.set(count.get() + 1);
                    yield_now().await;
                }
            })
            .detach();
    }
    for turn in 1..ROUNDS {
        executor.tick();
        assert!(polls.iter().all(|count| count.get() == turn));
    }
}

#[test]
fn a_turn_is_bounded() {
    if cfg!(miri) {
        // It takes long, and the next one does as much.
        return;
    }
    let executor = LocalExecutor::new();
    let polls = Rc::new(Cell::new(0));
    for _ in 0..MANY {
        let polls = polls.clone();
        executor.spawn(async move { polls.set(polls.get() + 1) }).detach();
    }
    assert!(executor.tick());
    assert_eq!(polls.get(), 64);
    executor.run_until_stalled();
    assert_eq!(polls.get(), MANY);
}

#[test]
fn a_future_beside_tasks_that_never_stop_is_polled_within_a_turn() {
    let executor = LocalExecutor::new();
    let polls = Rc::new(Cell::new(0));
    for _ in 0..MANY {
        let polls = polls.clone();
        executor
            .spawn(async move {
                loop {
                    polls.set(polls.get() + 1);
                    yield_now().await;
                }
            })
            .detach();
    }
    executor.run(async {
        for _ in 0..ROUNDS {
            let before = polls.get();
            yield_now().await;
            assert!(polls.get() - before <= 64);
        }
    });
    // And the tasks beside a future that never stops.
    let before = polls.get();
    let mut left = 2;
    executor.run(poll_fn(|cx| {
        left -= 1;
        cx.waker().wake_by_ref();
        if left == 0 { Poll::Ready(()) } else { Poll::Pending }
    }));
    assert!(polls.get() - before >= 64);
}

#[test]
fn one_allocation_for_a_task_and_none_for_a_wake_or_a_poll() {
    let executor = LocalExecutor::new();
    executor.run(executor.spawn(async {})).unwrap();
    let gate = Rc::new(Cell::new(None));
    let ((), count) = allocations(|| {
        for detached in [true, false] {
            let place = gate.clone();
            let handle = executor.spawn(async move {
                for _ in 0..10 {
                    yield_now().await;
                    let mut woken = false;
                    poll_fn(|cx| {
                        if std::mem::replace(&mut woken, true) {
                            return Poll::Ready(());
                        }
                        place.set(Some(cx.waker().clone()));
                        Poll::Pending
                    })
                    .await;
                }
            });
            let open = async {
                loop {
                    yield_now().await;
                    if let Some(waker) = gate.take() {
                        waker.wake();
                    }
                    if executor.is_empty() {
                        break;
                    }
                }
            };
            if detached {
                handle.detach();
                executor.run(open);
            } else {
                executor.run(open);
                executor.run(handle).unwrap();
            }
        }
    });
    assert_eq!(count, 2);
}

#[test]
fn a_task_among_many_idle_ones_is_woken_alone() {
    let many = if cfg!(miri) { 20 } else { 100_000 };
    let executor = LocalExecutor::new();
    let polls = Count::default();
    for _ in 0..many {
        let polls = polls.clone();
        executor
            .spawn(async move {
                polls.add();
                pending::<()>().await;
            })
            .detach();
    }
    let gate = Gate::default();
    let handle = executor.spawn(gate.wait());
    executor.run_until_stalled();
    assert_eq!(polls.get(), many);
    gate.open();
    executor.tick();
    assert!(handle.is_finished());
    assert_eq!(polls.get(), many);
    assert_eq!(executor.len(), many);
}
