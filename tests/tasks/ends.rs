//! The end of a local executor, with tasks in it.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use wakeful::executor::{LocalExecutor, LocalSpawner, block_on};
use wakeful::future::yield_now;

use crate::support::{Count, Gate, OnDrop, until};

#[test]
fn an_executor_drops_its_tasks() {
    let (executor, drops) = (LocalExecutor::new(), Rc::new(Cell::new(0)));
    for polled in [false, true] {
        let guard = OnDrop({
            let drops = drops.clone();
            move || drops.set(drops.get() + 1)
        });
        executor
            .spawn(async move {
                let _guard = guard;
                pending::<()>().await;
            })
            .detach();
        if polled {
            executor.tick();
        }
    }
    assert_eq!((executor.len(), executor.is_empty()), (2, false));
    drop(executor);
    assert_eq!(drops.get(), 2);
    assert_eq!(Rc::strong_count(&drops), 1);
}

#[test]
fn a_destructor_may_spawn_while_its_executor_is_dropped() {
    let executor = LocalExecutor::new();
    let (drops, spawner) = (Count::default(), executor.spawner());
    let guard = OnDrop({
        let drops = drops.clone();
        move || {
            let guard = drops.on_drop();
            let inner = spawner.spawn(async move { drop(guard) });
            assert!(inner.is_finished());
            assert!(block_on(inner).unwrap_err().is_cancelled());
        }
    });
    for _ in 0..3 {
        executor.spawn(pending::<()>()).detach();
    }
    executor
        .spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        })
        .detach();
    executor.run_until_stalled();
    drop(executor);
    assert_eq!(drops.get(), 1);
}

#[test]
fn a_destructor_may_wake_tasks_while_its_executor_is_dropped() {
    let executor = LocalExecutor::new();
    let gate = Gate::default();
    // The first that is dropped wakes those behind it; the second one would wake itself.
    let guard = OnDrop({
        let gate = gate.clone();
        move || gate.open()
    });
    executor
        .spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        })
        .detach();
    for _ in 0..3 {
        executor.spawn(gate.wait()).detach();
    }
    executor.run_until_stalled();
    drop(executor);
}

#[test]
fn a_spawner_may_outlive_its_executor() {
    let executor = LocalExecutor::new();
    let spawner: LocalSpawner<'_> = executor.spawner();
    drop(executor);
    let drops = Count::default();
    let guard = drops.on_drop();
    let handle = spawner.spawn(async move { drop(guard) });
    assert_eq!(drops.get(), 1);
    assert!(block_on(handle).unwrap_err().is_cancelled());
}

#[test]
fn a_forgotten_executor_polls_and_drops_nothing() {
    if cfg!(miri) {
        // It leaks, and Miri would tell of it.
        return;
    }
    let (gate, drops) = (Gate::default(), Count::default());
    let executor = LocalExecutor::new();
    let (guard, wait) = (drops.on_drop(), gate.wait());
    let handle = executor.spawn(async move {
        let _guard = guard;
        wait.await;
    });
    executor.run_until_stalled();
    std::mem::forget(executor);
    let [waker] = gate.wakers().try_into().unwrap();
    waker.wake_by_ref();
    thread::spawn(move || waker.wake()).join().unwrap();
    drop(handle.cancel());
    assert_eq!(drops.get(), 0);
}

#[test]
fn an_executor_may_be_dropped_while_others_wake_its_tasks() {
    for round in 0..if cfg!(miri) { 2 } else { 100 } {
        let executor = LocalExecutor::new();
        let (gate, stop) = (Gate::default(), Arc::new(AtomicBool::new(false)));
        for _ in 0..5 {
            let gate = gate.clone();
            executor
                .spawn(async move {
                    loop {
                        gate.wait().await;
                        yield_now().await;
                    }
                })
                .detach();
        }
        executor.run_until_stalled();
        let wakers = gate.wakers();
        let others: Vec<_> = (0..2)
            .map(|_| {
                let (wakers, stop) = (wakers.clone(), stop.clone());
                thread::spawn(move || {
                    while !stop.load(SeqCst) {
                        wakers.iter().for_each(|waker| waker.wake_by_ref());
                        thread::yield_now();
                    }
                })
            })
            .collect();
        for _ in 0..round % 4 {
            executor.tick();
        }
        drop(executor);
        drop(wakers);
        thread::yield_now();
        stop.store(true, SeqCst);
        others.into_iter().for_each(|other| other.join().unwrap());
    }
}

#[test]
fn the_last_waker_frees_the_task_on_any_thread() {
    let executor = LocalExecutor::new();
    let gate = Gate::default();
    executor.spawn(gate.wait()).detach();
    executor.run_until_stalled();
    let wakers = gate.wakers();
    drop(executor);
    thread::spawn(move || drop(wakers)).join().unwrap();
}

#[test]
fn an_output_may_be_taken_when_the_executor_is_gone() {
    let executor = LocalExecutor::new();
    let handle = executor.spawn(async { Rc::new(7) });
    executor.run(until(|| handle.is_finished()));
    drop(executor);
    assert_eq!(*block_on(handle).unwrap(), 7);
}
