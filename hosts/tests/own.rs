//! The scenario under the library's own executors.

use hosts::{local, watched};
use wakeful::executor::LocalExecutor;

#[test]
fn every_primitive_works_in_tasks_that_are_not_send() {
    watched(local::steps(), |progress| {
        let executor = LocalExecutor::new();
        let spawner = executor.spawner();
        let host = local::Host::new(move |task| spawner.spawn(task).detach());
        executor.run(local::run(host, progress));
    });
}
