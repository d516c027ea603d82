//! The scenario under the executors of `futures`.

use futures_executor::{LocalPool, ThreadPool, block_on};
use futures_task::LocalSpawn;
use hosts::{local, threads, watched};

#[test]
fn every_primitive_works_in_tasks_that_are_send() {
    watched(threads::steps(), |progress| {
        let pool = ThreadPool::builder().pool_size(2).create().unwrap();
        let host = threads::Host::new(move |task| pool.spawn_ok(task));
        block_on(threads::run(host, progress));
    });
}

#[test]
fn every_primitive_works_in_tasks_that_are_not_send() {
    watched(local::steps(), |progress| {
        let mut pool = LocalPool::new();
        let spawner = pool.spawner();
        let host = local::Host::new(move |task| spawner.spawn_local_obj(task.into()).unwrap());
        pool.run_until(local::run(host, progress));
    });
}
