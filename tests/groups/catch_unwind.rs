//! `catch_unwind`: a panic is a result.

#![forbid(unsafe_code)]

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::task::Poll;

use wakeful::executor::block_on;
use wakeful::future::{CatchUnwind, yield_now};

use crate::caught::caught;
use crate::support::{Remote, Task};

#[test]
fn an_output_comes_through() {
    let output = block_on(
        async {
            yield_now().await;
            7
        }
        .catch_unwind(),
    );
    assert_eq!(output.unwrap(), 7);
}

#[test]
fn a_panic_is_the_result_and_the_future_is_dropped_at_once() {
    let (task, remote) = (Task::new(), Remote::new(7));
    let mut future = pin!(AssertUnwindSafe(remote.child()).catch_unwind());
    assert!(task.poll(future.as_mut()).is_pending());
    remote.panic_in_poll();
    let result = caught(|| task.poll(future.as_mut())).expect("caught inside");
    let Poll::Ready(Err(panic)) = result else { panic!("no panic came out") };
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a child panics"));
    assert_eq!(remote.drops(), 1);
    assert!(future.is_terminated());
    let message = caught(|| task.poll(future.as_mut()).is_ready()).unwrap_err();
    assert!(message.contains("polled after it completed"), "{message}");
}

#[test]
fn a_panic_of_the_destructor_is_caught_too() {
    let (task, remote) = (Task::new(), Remote::new(7));
    remote.panic_in_drop();
    remote.finish();
    let mut future = pin!(AssertUnwindSafe(remote.child()).catch_unwind());
    let result = caught(|| task.poll(future.as_mut())).expect("caught inside");
    let Poll::Ready(Err(panic)) = result else { panic!("no panic came out") };
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a destructor panics"));
    assert_eq!(remote.drops(), 1);
}

#[test]
fn of_two_panics_the_first_is_the_result() {
    let (task, remote) = (Task::new(), Remote::new(7));
    remote.panic_in_poll();
    remote.panic_in_drop();
    let mut future = pin!(AssertUnwindSafe(remote.child()).catch_unwind());
    let result = caught(|| task.poll(future.as_mut())).expect("caught inside");
    let Poll::Ready(Err(panic)) = result else { panic!("no panic came out") };
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a child panics"));
    assert_eq!(remote.drops(), 1);
}

#[test]
fn one_that_is_dropped_before_its_end_drops_its_future() {
    let (task, remote) = (Task::new(), Remote::new(7));
    {
        let mut future = pin!(AssertUnwindSafe(remote.child()).catch_unwind());
        assert!(task.poll(future.as_mut()).is_pending());
        assert_eq!(format!("{future:?}"), "Caught { completed: false }");
    }
    assert_eq!(remote.drops(), 1);
}
