//! Panics of futures, destructors and wakers: each has its place, and nobody else is harmed.

use std::future::pending;
use std::panic::panic_any;
use std::sync::Arc;

use wakeful::executor::JoinError;
use wakeful::future::yield_now;

use crate::caught::caught;
use crate::support::{Count, Gate, Spawns, bomb, panicking_waker, poll, until};

pub(crate) fn all<E: Spawns>() {
    hushed(|| {
        a_panic_is_the_error::<E>();
        a_panic_of_a_destructor_is_the_error::<E>();
        the_first_panic_counts::<E>();
        a_cancelled_task_may_panic_in_its_destructor::<E>();
        an_output_may_panic_in_its_destructor::<E>();
        a_payload_may_panic_in_its_destructor::<E>();
        an_executor_may_be_dropped_with_bombs_in_it::<E>();
        a_waker_that_panics_takes_nobody_along::<E>();
    });
}

/// Panics are expected, on any thread; whatever fails here panics out of this.
fn hushed(f: impl FnOnce()) {
    if let Err(message) = caught(f) {
        panic!("{message}");
    }
}

/// The executor still works.
fn works<E: Spawns>(executor: &E) {
    let handle = executor.spawn(async {
        yield_now().await;
        7
    });
    assert_eq!(executor.run(handle).unwrap(), 7);
}

fn a_panic_is_the_error<E: Spawns>() {
    let executor = E::make();
    let error = executor
        .run(executor.spawn(async { panic!("no {}", std::hint::black_box(7)) }))
        .unwrap_err();
    assert!(error.is_panic() && !error.is_cancelled());
    assert_eq!(format!("{error:?}: {error}"), "Panicked(\"no 7\"): the task panicked: no 7");
    assert_eq!(*error.try_into_panic().unwrap().downcast::<String>().unwrap(), "no 7");
    let gate = Gate::default();
    let wait = gate.wait();
    let handle = executor.spawn(async move {
        wait.await;
        panic_any(7u8);
    });
    gate.open();
    let error: JoinError = executor.run(handle).unwrap_err();
    assert_eq!(format!("{error:?}: {error}"), "Panicked(..): the task panicked");
    assert_eq!(*error.into_panic().downcast::<u8>().unwrap(), 7);
    let handle = executor.spawn(async { panic!("again") });
    let error: JoinError = executor.run(handle).unwrap_err();
    assert_eq!(caught(|| error.resume()).unwrap_err(), "again");
    let cancelled = executor.run(executor.spawn(pending::<()>()).cancel()).unwrap_err();
    let cancelled = cancelled.try_into_panic().unwrap_err();
    assert!(caught(|| cancelled.into_panic()).unwrap_err().contains("did not panic"));
    works(&executor);
}

fn a_panic_of_a_destructor_is_the_error<E: Spawns>() {
    let executor = E::make();
    let (drops, gate) = (Count::default(), Gate::default());
    let (output, wait, mine) = (drops.on_drop(), gate.wait(), bomb("in a destructor"));
    // The bomb is dropped with the future, as the block does not use it.
    let handle = executor.spawn(Holding {
        future: Box::pin(async move {
            wait.await;
            output
        }),
        _bomb: mine,
    });
    gate.open();
    let error = executor.run(handle).map(drop).unwrap_err();
    assert_eq!(error.to_string(), "the task panicked: in a destructor");
    assert_eq!(drops.get(), 1);
    works(&executor);
}

/// A future with something that goes with it.
struct Holding<F, B> {
    future: std::pin::Pin<Box<F>>,
    _bomb: B,
}

impl<F: Future, B: Unpin> Future for Holding<F, B> {
    type Output = F::Output;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<F::Output> {
        self.future.as_mut().poll(cx)
    }
}

fn the_first_panic_counts<E: Spawns>() {
    let executor = E::make();
    let second = bomb("second");
    let handle =
        executor.spawn(Holding { future: Box::pin(async { panic!("first") }), _bomb: second });
    let error: JoinError = executor.run(handle).unwrap_err();
    assert_eq!(error.to_string(), "the task panicked: first");
    works(&executor);
}

fn a_cancelled_task_may_panic_in_its_destructor<E: Spawns>() {
    let executor = E::make();
    let gate = Gate::default();
    let (wait, guard) = (gate.wait(), bomb("cancelled"));
    let handle = executor.spawn(async move {
        let _guard = guard;
        wait.await;
    });
    executor.run(until(|| gate.waiting() == 1));
    assert!(executor.run(handle.cancel()).unwrap_err().is_cancelled());
    works(&executor);
}

fn an_output_may_panic_in_its_destructor<E: Spawns>() {
    let executor = E::make();
    let (early, late) = (bomb("early"), bomb("late"));
    executor.spawn(async move { early }).detach();
    let handle = executor.spawn(async move { late });
    executor.run(until(|| handle.is_finished()));
    drop(handle);
    works(&executor);
}

fn a_payload_may_panic_in_its_destructor<E: Spawns>() {
    let executor = E::make();
    executor.spawn(async { panic_any(bomb("payload")) }).detach();
    works(&executor);
}

fn an_executor_may_be_dropped_with_bombs_in_it<E: Spawns>() {
    let executor = E::make();
    let drops = Count::default();
    let handles: Vec<_> = (0..3)
        .map(|_| {
            let (guard, bomb) = (drops.on_drop(), bomb("with the executor"));
            let mut handle = executor.spawn(async move {
                let (_guard, _bomb) = (guard, bomb);
                pending::<()>().await;
            });
            assert!(poll(&mut handle, &panicking_waker()).is_pending());
            handle
        })
        .collect();
    works(&executor);
    drop(executor);
    for handle in handles {
        assert!(wakeful::executor::block_on(handle).unwrap_err().is_cancelled());
    }
    assert_eq!(drops.get(), 3);
}

fn a_waker_that_panics_takes_nobody_along<E: Spawns>() {
    let executor = E::make();
    let gate = Gate::default();
    let shared = Arc::new(());
    let (wait, output) = (gate.wait(), shared.clone());
    let mut handle = executor.spawn(async move {
        wait.await;
        output
    });
    assert!(poll(&mut handle, &panicking_waker()).is_pending());
    gate.open();
    // Out of the executor, or of a worker of it, which goes on.
    while !handle.is_finished() {
        let _ = caught(|| executor.run(yield_now()));
        std::thread::yield_now();
    }
    assert!(Arc::ptr_eq(&executor.run(handle).unwrap(), &shared));
    works(&executor);
}
