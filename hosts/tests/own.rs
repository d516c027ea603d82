//! The scenario under the library's own executors.

use hosts::{local, threads, watched};
use wakeful::executor::{LocalExecutor, ThreadPool};

#[test]
fn every_primitive_works_in_tasks_that_are_send() {
    watched(threads::steps(), |progress| {
        let pool = ThreadPool::builder().threads(2).build().unwrap();
        let spawner = pool.spawner();
        let host = threads::Host::new(move |task| spawner.spawn(task).detach());
        pool.block_on(threads::run(host, progress));
    });
}

#[test]
fn every_primitive_works_in_tasks_that_are_not_send() {
    watched(local::steps(), |progress| {
        let executor = LocalExecutor::new();
        let spawner = executor.spawner();
        let host = local::Host::new(move |task| spawner.spawn(task).detach());
        executor.run(local::run(host, progress));
    });
}
