//! The scenario under embassy-executor, on its `std` platform.

use core::cell::Cell;
use std::rc::Rc;

use embassy_executor::{Executor, task};
use hosts::{local, threads, watched};

/// More tasks than any step spawns.
const TASKS: usize = 64;

#[task(pool_size = TASKS)]
async fn send(task: threads::Task) {
    task.await;
}

#[task(pool_size = TASKS)]
async fn not_send(task: local::Task) {
    task.await;
}

#[test]
fn every_primitive_works_in_tasks_that_are_send() {
    watched(threads::steps(), |progress| {
        let (done, is_done) = std::sync::mpsc::channel();
        let run = |spawner: embassy_executor::Spawner| {
            let sender = spawner.make_send();
            let host = threads::Host::new(move |task| sender.spawn(send(task).unwrap()));
            let main = async move {
                threads::run(host, progress).await;
                done.send(()).unwrap();
            };
            spawner.spawn(send(Box::pin(main)).unwrap());
        };
        Box::leak(Box::new(Executor::new())).run_until(run, || is_done.try_recv().is_ok());
    });
}

#[test]
fn every_primitive_works_in_tasks_that_are_not_send() {
    watched(local::steps(), |progress| {
        let done = Rc::new(Cell::new(false));
        let is_done = done.clone();
        let run = |spawner: embassy_executor::Spawner| {
            let host = local::Host::new(move |task| spawner.spawn(not_send(task).unwrap()));
            let main = async move {
                local::run(host, progress).await;
                done.set(true);
            };
            spawner.spawn(not_send(Box::pin(main)).unwrap());
        };
        Box::leak(Box::new(Executor::new())).run_until(run, || is_done.get());
    });
}
