//! What panics goes on out of the scope.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;

use wakeful::executor::block_on;
use wakeful::executor::scope::generic::{Local, Threads};
use wakeful::executor::scope::local;
use wakeful::future::{CatchUnwind, yield_now};

use crate::flavors::{Any, each};
use crate::support::{Remote, Task};

fn panics(f: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(f)).is_err()
}

fn a_child_panics<K: Any>() {
    let (task, remotes) = (Task::new(), [0, 1, 2].map(Remote::new));
    let mut running = Box::pin(K::open(async |s| {
        remotes.iter().for_each(|remote| s.spawn(remote.child()).detach());
        s.wait_all().await;
    }));
    assert!(task.poll(running.as_mut()).is_pending());
    remotes[1].panic_in_poll();
    remotes[1].wake();
    assert!(panics(|| _ = task.poll(running.as_mut())));
    // All of them, and not only when the future is dropped.
    assert_eq!(remotes.each_ref().map(|remote| remote.drops()), [1, 1, 1]);
}

#[test]
fn a_panic_of_a_child_drops_the_others_and_goes_on() {
    each(a_child_panics::<Local>, a_child_panics::<Threads>);
}

#[test]
fn a_panic_of_the_body_drops_the_children_and_goes_on() {
    let remotes = [0, 1].map(Remote::new);
    assert!(panics(|| {
        block_on(local::scope(async |s| {
            remotes.iter().for_each(|remote| s.spawn(remote.child()).detach());
            yield_now().await;
            panic!("a body panics");
        }))
    }));
    assert_eq!(remotes.each_ref().map(|remote| remote.drops()), [1, 1]);
}

#[test]
fn a_destructor_that_panics_keeps_no_child_alive() {
    let (task, remotes) = (Task::new(), [0, 1, 2].map(Remote::new));
    remotes[1].panic_in_drop();
    let mut running = pin!(local::scope(async |s| {
        remotes.iter().for_each(|remote| s.spawn(remote.child()).detach());
        yield_now().await;
    }));
    assert!(task.poll(running.as_mut()).is_pending());
    assert!(panics(|| _ = task.poll(running.as_mut())));
    assert_eq!(remotes.each_ref().map(|remote| remote.drops()), [1, 1, 1]);
}

#[test]
fn a_panic_that_was_caught_is_an_output() {
    let out = block_on(local::scope(async |s| {
        let child = async { panic!("a child panics") };
        let handle = s.spawn(AssertUnwindSafe(child).catch_unwind());
        let caught: Result<(), _> = handle.await.unwrap();
        caught.is_err()
    }));
    assert!(out);
}
