//! The scenario under smol.

use std::rc::Rc;

use hosts::{local, threads, watched};
use smol::LocalExecutor;

#[test]
fn every_primitive_works_in_tasks_that_are_send() {
    watched(threads::steps(), |progress| {
        let host = threads::Host::new(|task| smol::spawn(task).detach());
        smol::block_on(threads::run(host, progress));
    });
}

#[test]
fn every_primitive_works_in_tasks_that_are_not_send() {
    watched(local::steps(), |progress| {
        let executor = Rc::new(LocalExecutor::new());
        let spawner = executor.clone();
        let host = local::Host::new(move |task| spawner.spawn(task).detach());
        smol::block_on(executor.run(local::run(host, progress)));
    });
}
