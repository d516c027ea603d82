//! Awaiting a handle.

use std::future::{pending, poll_fn};
use std::task::{Poll, Waker};

use wakeful::future::yield_now;

use crate::caught::caught;
use crate::support::{Count, Gate, Spawns, poll, until};

pub(crate) fn all<E: Spawns>() {
    an_output_is_taken::<E>();
    a_detached_task_goes_on::<E>();
    the_newest_waker_is_woken::<E>();
    a_handle_is_not_polled_after_its_end::<E>();
    a_handle_may_be_forgotten::<E>();
    a_handle_may_be_awaited_elsewhere::<E>();
    a_task_may_own_the_handle_of_another::<E>();
    a_waker_may_outlive_its_task::<E>();
    an_output_that_nobody_takes_is_dropped::<E>();
    a_large_future_is_a_task::<E>();
}

fn an_output_is_taken<E: Spawns>() {
    let executor = E::make();
    // At once, after a wait, and after it has ended.
    assert_eq!(executor.run(executor.spawn(async { 7 })).unwrap(), 7);
    let gate = Gate::default();
    let wait = gate.wait();
    let handle = executor.spawn(async move {
        wait.await;
        String::from("seven")
    });
    executor.run(until(|| gate.waiting() == 1));
    assert!(!handle.is_finished());
    gate.open();
    assert_eq!(executor.run(handle).unwrap(), "seven");
    let handle = executor.spawn(yield_now());
    executor.run(until(|| handle.is_finished()));
    assert!(!handle.is_terminated());
    executor.run(handle).unwrap();
}

fn a_detached_task_goes_on<E: Spawns>() {
    let executor = E::make();
    let (polls, gate) = (Count::default(), Gate::default());
    for late in [false, true] {
        let (count, wait) = (polls.clone(), gate.wait());
        let handle = executor.spawn(async move {
            wait.await;
            count.add();
        });
        if late {
            executor.run(until(|| gate.waiting() == 2));
        }
        handle.detach();
    }
    gate.open();
    executor.run(until(|| polls.get() == 2));
}

fn the_newest_waker_is_woken<E: Spawns>() {
    let executor = E::make();
    let (old, new, gate) = (Count::default(), Count::default(), Gate::default());
    let mut handle = executor.spawn(gate.wait());
    assert!(poll(&mut handle, &old.waker()).is_pending());
    assert!(poll(&mut handle, &new.waker()).is_pending());
    gate.open();
    executor.run(until(|| new.get() == 1));
    assert_eq!(old.get(), 0);
    assert!(poll(&mut handle, Waker::noop()).is_ready());
}

fn a_handle_is_not_polled_after_its_end<E: Spawns>() {
    let executor = E::make();
    let mut handle = executor.spawn(async {});
    executor.run(&mut handle).unwrap();
    assert!(handle.is_terminated() && handle.is_finished());
    let message = caught(|| poll(&mut handle, Waker::noop())).unwrap_err();
    assert!(message.contains("polled after it completed"), "{message}");
    let mut cancel = executor.spawn(pending::<()>()).cancel();
    assert!(executor.run(&mut cancel).unwrap_err().is_cancelled());
    let message = caught(|| poll(&mut cancel, Waker::noop())).unwrap_err();
    assert!(message.contains("polled after it completed"), "{message}");
}

fn a_handle_may_be_forgotten<E: Spawns>() {
    let executor = E::make();
    let done = Count::default();
    let count = done.on_drop();
    // What it leaks is the task's memory; Miri would tell of it.
    if !cfg!(miri) {
        std::mem::forget(executor.spawn(async move { drop(count) }));
        executor.run(until(|| done.get() == 1));
    }
}

fn a_handle_may_be_awaited_elsewhere<E: Spawns>() {
    let executor = E::make();
    let gate = Gate::default();
    let wait = gate.wait();
    let handle = executor.spawn(async move {
        wait.await;
        7
    });
    let other = std::thread::spawn(move || wakeful::executor::block_on(handle).unwrap());
    gate.open();
    executor.run(until(|| other.is_finished()));
    assert_eq!(other.join().unwrap(), 7);
}

fn a_task_may_own_the_handle_of_another<E: Spawns>() {
    let executor = E::make();
    let gate = Gate::default();
    let inner = executor.spawn(gate.wait());
    let outer = executor.spawn(async move { inner.await.is_ok() });
    gate.open();
    assert!(executor.run(outer).unwrap());
}

fn a_waker_may_outlive_its_task<E: Spawns>() {
    let executor = E::make();
    let gate = Gate::default();
    let wait = gate.wait();
    let mut wait = Box::pin(wait);
    let handle = executor.spawn(poll_fn(move |cx| {
        let _ = wait.as_mut().poll(cx);
        Poll::Ready(())
    }));
    executor.run(handle).unwrap();
    let [waker] = gate.wakers().try_into().unwrap();
    waker.wake_by_ref();
    let other = std::thread::spawn(move || {
        waker.wake_by_ref();
        waker
    });
    let waker = other.join().unwrap();
    executor.run(yield_now());
    drop(executor);
    waker.wake_by_ref();
    std::thread::spawn(move || waker.wake()).join().unwrap();
}

fn an_output_that_nobody_takes_is_dropped<E: Spawns>() {
    let executor = E::make();
    let drops = Count::default();
    let (early, late) = (drops.on_drop(), drops.on_drop());
    executor.spawn(async move { early }).detach();
    let handle = executor.spawn(async move { late });
    executor.run(until(|| drops.get() == 1 && handle.is_finished()));
    drop(handle);
    assert_eq!(drops.get(), 2);
}

fn a_large_future_is_a_task<E: Spawns>() {
    let executor = E::make();
    let large = [7u8; 5000];
    let handle = executor.spawn(async move {
        yield_now().await;
        large
    });
    assert_eq!(executor.run(handle).unwrap(), large);
}
