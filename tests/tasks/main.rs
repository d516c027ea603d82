//! Tasks, their handles, and the executors that run them: what their documentation promises.

#![cfg(all(feature = "executor", feature = "std"))]

#[path = "../conformance/allocator.rs"]
mod allocator;
mod awaiting;
mod cancelling;
#[path = "../conformance/caught.rs"]
mod caught;
mod ends;
mod foreign;
mod local;
mod nested;
mod panicking;
mod runs;
mod support;
mod turns;
mod watched;

use wakeful::executor::{JoinHandle, LocalExecutor};

use support::Spawns;

impl Spawns for LocalExecutor<'static> {
    fn make() -> Self {
        Self::new()
    }

    fn spawn<F: Future<Output: Send> + Send + 'static>(&self, future: F) -> JoinHandle<F::Output> {
        self.spawn(future)
    }

    fn run<F: Future>(&self, future: F) -> F::Output {
        self.run(future)
    }
}

type Local = LocalExecutor<'static>;

// What any handle promises, of each executor: one line each.

#[test]
fn handles_of_a_local_executor_resolve_to_outputs() {
    awaiting::all::<Local>();
}

#[test]
fn handles_of_a_local_executor_cancel_at_any_point() {
    cancelling::all::<Local>();
}

#[test]
fn handles_of_a_local_executor_take_panics() {
    panicking::all::<Local>();
}
