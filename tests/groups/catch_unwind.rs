//! `catch_unwind`: a panic is a result.

#![forbid(unsafe_code)]

use std::future::{poll_fn, ready};
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use wakeful::executor::block_on;
use wakeful::future::{CatchUnwind, Group, Join, Race, yield_now};

use crate::caught::caught;
use crate::support::{Child, Remote, Task, borrowing};

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

#[test]
fn a_future_that_points_into_itself_may_be_asked_while_it_waits() {
    let (task, remote) = (Task::new(), Remote::new(7));
    let mut future = pin!(AssertUnwindSafe(borrowing(remote.child())).catch_unwind());
    assert!(task.poll(future.as_mut()).is_pending());
    assert!(!future.is_terminated());
    assert_eq!(format!("{future:?}"), "Caught { completed: false }");
    remote.finish();
    let Poll::Ready(Ok(output)) = task.poll(future.as_mut()) else { panic!("it is done") };
    assert_eq!(output, 10);
}

#[test]
fn combinators_and_groups_are_as_safe_as_their_futures() {
    let both = (ready(1), [ready(2), ready(3)].race()).join().catch_unwind();
    assert!(block_on(both).is_ok_and(|(one, other)| one == 1 && other > 1));
    let mut group = Group::from_iter([ready(1)]);
    let next = poll_fn(move |cx| group.poll_next(cx)).catch_unwind();
    assert!(block_on(next).is_ok_and(|found| found.is_some_and(|(_, output)| output == 1)));
}

#[test]
fn an_output_that_panics_when_it_is_lost_does_so_in_here() {
    /// Panics when it is dropped.
    struct Bad;

    impl Drop for Bad {
        fn drop(&mut self) {
            panic!("an output panics");
        }
    }

    let (task, remote) = (Task::new(), Remote::new(7));
    remote.panic_in_drop();
    // A future that holds the child until it is dropped.
    struct Holds(#[allow(dead_code, reason = "dropped with it")] Child);

    impl Future for Holds {
        type Output = Bad;

        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Bad> {
            Poll::Ready(Bad)
        }
    }

    let mut future = pin!(AssertUnwindSafe(Holds(remote.child())).catch_unwind());
    let result = caught(|| task.poll(future.as_mut())).expect("caught inside");
    let Poll::Ready(Err(panic)) = result else { panic!("no panic came out") };
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a destructor panics"));
}
