//! Cancelling a task at each point of its life.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::task::Waker;

use wakeful::executor::{Cancel, JoinHandle};
use wakeful::future::yield_now;

use crate::support::{Count, Gate, OnDrop, Spawns, poll, until};

pub(crate) fn all<E: Spawns>() {
    before_its_first_poll::<E>();
    while_it_waits::<E>();
    while_it_runs_from_inside::<E>();
    from_another_thread::<E>();
    after_it_has_ended::<E>();
    and_nobody_waits_for_that::<E>();
    while_it_wakes_itself::<E>();
    by_the_end_of_the_executor::<E>();
    in_a_race_with_its_end::<E>();
    as_a_destructor_does::<E>();
}

fn before_its_first_poll<E: Spawns>() {
    let executor = E::make();
    let drops = Count::default();
    let guard = drops.on_drop();
    let cancel = executor.spawn(async move { drop(guard) }).cancel();
    // A pool may have polled it already.
    let _ = executor.run(cancel);
    assert_eq!(drops.get(), 1);
}

/// A task that waits, with a guard in it.
fn waiting<E: Spawns>(executor: &E, drops: &Count, gate: &Gate) -> JoinHandle<()> {
    let (guard, wait) = (drops.on_drop(), gate.wait());
    let handle = executor.spawn(async move {
        let _guard = guard;
        wait.await;
    });
    executor.run(until(|| gate.waiting() == 1));
    handle
}

fn while_it_waits<E: Spawns>() {
    let executor = E::make();
    let (drops, gate) = (Count::default(), Gate::default());
    let cancel = waiting(&executor, &drops, &gate).cancel();
    let error = executor.run(cancel).unwrap_err();
    assert!(error.is_cancelled() && !error.is_panic());
    assert_eq!(format!("{error:?}: {error}"), "Cancelled: the task was cancelled");
    // Gone when it says so; a late wake does nothing.
    assert_eq!(drops.get(), 1);
    gate.open();
    executor.run(yield_now());
}

fn while_it_runs_from_inside<E: Spawns>() {
    let executor = E::make();
    for ends in [false, true] {
        let own = Arc::new(Mutex::new(None::<JoinHandle<i32>>));
        let cancel = Arc::new(Mutex::new(None::<Cancel<i32>>));
        let (gate, drops) = (Gate::default(), Count::default());
        let handle = executor.spawn({
            let (own, cancel, wait, guard) =
                (own.clone(), cancel.clone(), gate.wait(), drops.on_drop());
            async move {
                let _guard = guard;
                wait.await;
                let handle = own.lock().unwrap().take().unwrap();
                *cancel.lock().unwrap() = Some(handle.cancel());
                if !ends {
                    pending::<()>().await;
                }
                7
            }
        });
        *own.lock().unwrap() = Some(handle);
        gate.open();
        executor.run(until(|| cancel.lock().unwrap().is_some()));
        let cancel = cancel.lock().unwrap().take().unwrap();
        // A poll that goes on is not disturbed.
        assert_eq!(executor.run(cancel).ok(), ends.then_some(7));
        assert_eq!(drops.get(), 1);
    }
}

fn from_another_thread<E: Spawns>() {
    let executor = E::make();
    let (drops, gate) = (Count::default(), Gate::default());
    let handle = waiting(&executor, &drops, &gate);
    let other = std::thread::spawn(move || wakeful::executor::block_on(handle.cancel()));
    executor.run(until(|| other.is_finished()));
    assert!(other.join().unwrap().unwrap_err().is_cancelled());
    assert_eq!(drops.get(), 1);
}

fn after_it_has_ended<E: Spawns>() {
    let executor = E::make();
    let handle = executor.spawn(async { 7 });
    executor.run(until(|| handle.is_finished()));
    assert_eq!(executor.run(handle.cancel()).unwrap(), 7);
}

fn and_nobody_waits_for_that<E: Spawns>() {
    let executor = E::make();
    let (drops, gate) = (Count::default(), Gate::default());
    drop(waiting(&executor, &drops, &gate).cancel());
    executor.run(until(|| drops.get() == 1));
}

fn while_it_wakes_itself<E: Spawns>() {
    let executor = E::make();
    let polls = Count::default();
    let count = polls.clone();
    let handle = executor.spawn(async move {
        loop {
            count.add();
            yield_now().await;
        }
    });
    executor.run(until(|| polls.get() > 3));
    let cancel: Cancel<()> = handle.cancel();
    assert!(executor.run(cancel).unwrap_err().is_cancelled());
    let before = polls.get();
    executor.run(yield_now());
    assert_eq!(polls.get(), before);
}

fn by_the_end_of_the_executor<E: Spawns>() {
    let executor = E::make();
    let (drops, gate) = (Count::default(), Gate::default());
    let handle = waiting(&executor, &drops, &gate);
    drop(executor);
    // A pool may take its time.
    let end = wakeful::executor::block_on(handle);
    assert!(end.unwrap_err().is_cancelled());
    assert_eq!(drops.get(), 1);
    gate.open();
}

fn in_a_race_with_its_end<E: Spawns>() {
    let rounds = if cfg!(miri) { 4 } else { 200 };
    let executor = E::make();
    for _ in 0..rounds {
        let (gate, drops) = (Gate::default(), Count::default());
        let (guard, wait) = (drops.on_drop(), gate.wait());
        let handle = executor.spawn(async move {
            wait.await;
            guard
        });
        let opener = std::thread::spawn(move || gate.open());
        let canceller = std::thread::spawn(move || handle.cancel());
        let end = executor.run(async {
            until(|| canceller.is_finished()).await;
            canceller.join().unwrap().await
        });
        opener.join().unwrap();
        assert_eq!(drops.get(), usize::from(end.is_err()));
        drop(end);
        assert_eq!(drops.get(), 1);
    }
}

fn as_a_destructor_does<E: Spawns>() {
    let executor = E::make();
    let (gate, drops) = (Gate::default(), Count::default());
    let mut inner = Some(waiting(&executor, &drops, &gate));
    let guard = OnDrop(move || drop(inner.take().unwrap().cancel()));
    let mut outer = executor.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    assert!(poll(&mut outer, Waker::noop()).is_pending());
    assert!(executor.run(outer.cancel()).is_err());
    executor.run(until(|| drops.get() == 1));
}
