//! The scenario under tokio with several threads.

#[path = "tokio/mod.rs"]
mod scenario;

use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).build().unwrap()
}

#[test]
fn every_primitive_works_in_tasks_that_are_send() {
    scenario::in_tasks_that_are_send(runtime);
}

#[test]
fn every_primitive_works_in_tasks_that_are_not_send() {
    scenario::in_tasks_that_are_not_send(runtime);
}
