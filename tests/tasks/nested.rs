//! Those who run a local executor inside of, beside and after one another.

use std::cell::{Cell, RefCell};
use std::future::{Pending, pending};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, RawWaker, RawWakerVTable, Waker};
use std::time::Duration;

use wakeful::executor::{LocalExecutor, RunUntil, block_on};
use wakeful::future::{Join, yield_now};
use wakeful::time::sleep;

use crate::caught::caught;
use crate::support::{Count, Gate, poll};
use crate::watched::watched;

const MS: Duration = Duration::from_millis(1);

#[test]
fn a_task_that_runs_its_executor_is_woken_by_timers_of_others() {
    watched(|| {
        let executor = Rc::new(LocalExecutor::new());
        let inner = executor.clone();
        let sleeper = executor.spawn(sleep(5 * MS));
        let nested = executor.spawn(async move { inner.run(sleeper).unwrap() });
        executor.run(nested).unwrap();
    });
}

#[test]
fn a_task_that_blocks_in_a_poll_of_its_executor_is_woken_by_its_own_thread() {
    watched(|| {
        let executor = Rc::new(LocalExecutor::new());
        let (inner, gate) = (executor.clone(), Gate::default());
        let waits = executor.spawn(gate.wait());
        let nested = executor.spawn(async move {
            let opens = async {
                yield_now().await;
                gate.open();
            };
            block_on((inner.run_until(waits), opens).join()).0.unwrap();
        });
        executor.run(nested).unwrap();
    });
}

/// A runner that waits, as does a task of its executor.
fn waits<'e>(executor: &'e LocalExecutor<'static>, gate: &Gate, wakes: &Count) -> Runner<'e> {
    executor.spawn(gate.wait()).detach();
    let mut runner = Box::pin(executor.run_until(pending()));
    assert!(poll(&mut runner, &wakes.waker()).is_pending());
    assert_eq!(wakes.get(), 0);
    runner
}

type Runner<'e> = Pin<Box<RunUntil<'e, 'static, Pending<()>>>>;

#[test]
fn a_runner_that_is_ready_at_once_calls_the_others() {
    let (gate, wakes) = (Gate::default(), Count::default());
    let executor = LocalExecutor::new();
    let _runner = waits(&executor, &gate, &wakes);
    let mut other = Box::pin(executor.run_until(async { gate.open() }));
    assert!(poll(&mut other, Waker::noop()).is_ready());
    assert_eq!(wakes.get(), 1);
}

#[test]
fn a_runner_that_panics_calls_the_others() {
    let (gate, wakes) = (Gate::default(), Count::default());
    let executor = LocalExecutor::new();
    let _runner = waits(&executor, &gate, &wakes);
    let panics = || {
        let mut other = Box::pin(executor.run_until(async {
            gate.open();
            panic!("a runner panics");
        }));
        let _: Poll<()> = poll(&mut other, Waker::noop());
    };
    assert_eq!(caught(panics).unwrap_err(), "a runner panics");
    assert_eq!(wakes.get(), 1);
}

thread_local! {
    /// What the next clone of a waker of [`cloning`] does.
    static CLONED: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// A waker whose clone does something else besides.
fn cloning() -> Waker {
    static VTABLE: RawWakerVTable = RawWakerVTable::new(
        |data| {
            if let Some(call) = CLONED.take() {
                call();
            }
            RawWaker::new(data, &VTABLE)
        },
        |_| (),
        |_| (),
        |_| (),
    );
    // SAFETY: it has no data.
    unsafe { Waker::new(std::ptr::null(), &VTABLE) }
}

#[test]
fn a_runner_may_leave_while_another_one_clones_its_waker() {
    let place = Box::into_raw(Box::new(LocalExecutor::new()));
    // SAFETY: it is freed at the end.
    let executor: &'static LocalExecutor<'static> = unsafe { &*place };
    let runner = || Box::pin(executor.run_until(pending::<()>()));
    let [mut first, mut second, mut third] = [runner(), runner(), runner()];
    for runner in [&mut first, &mut second, &mut third] {
        assert!(poll(runner, Waker::noop()).is_pending());
    }
    // It waits with another waker, and while that is cloned the second one leaves, and calls all.
    let (left, leaves) = (Rc::new(Cell::new(false)), second);
    let seen = left.clone();
    CLONED.set(Some(Box::new(move || {
        drop(leaves);
        seen.set(true);
    })));
    assert!(poll(&mut first, &cloning()).is_pending());
    assert!(left.get());
    drop(third);
    drop(first);
    // SAFETY: from `into_raw`, and nobody has it any more.
    drop(unsafe { Box::from_raw(place) });
}
