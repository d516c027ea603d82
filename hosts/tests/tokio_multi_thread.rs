//! The scenario under tokio with several threads.

use hosts::{local, threads, watched};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{LocalSet, spawn_local};

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).build().unwrap()
}

#[test]
fn every_primitive_works_in_tasks_that_are_send() {
    watched(threads::steps(), |progress| {
        let runtime = runtime();
        let handle = runtime.handle().clone();
        let host = threads::Host::new(move |task| drop(handle.spawn(task)));
        runtime.block_on(threads::run(host, progress));
    });
}

#[test]
fn every_primitive_works_in_tasks_that_are_not_send() {
    watched(local::steps(), |progress| {
        let host = local::Host::new(|task| drop(spawn_local(task)));
        LocalSet::new().block_on(&runtime(), local::run(host, progress));
    });
}
