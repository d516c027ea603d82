//! The scenario under any runtime of tokio.

use hosts::{local, threads, watched};
use tokio::runtime::Runtime;
use tokio::task::{LocalSet, spawn_local};

pub(crate) fn in_tasks_that_are_send(runtime: fn() -> Runtime) {
    watched(threads::steps(), move |progress| {
        let runtime = runtime();
        let handle = runtime.handle().clone();
        let host = threads::Host::new(move |task| drop(handle.spawn(task)));
        runtime.block_on(threads::run(host, progress));
    });
}

pub(crate) fn in_tasks_that_are_not_send(runtime: fn() -> Runtime) {
    watched(local::steps(), move |progress| {
        let host = local::Host::new(|task| drop(spawn_local(task)));
        LocalSet::new().block_on(&runtime(), local::run(host, progress));
    });
}
