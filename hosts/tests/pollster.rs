//! The scenario under pollster, which spawns nothing: so tasks are threads, or children of one future.

use core::future::poll_fn;
use core::pin::pin;
use core::task::Poll;
use std::thread;

use hosts::local::Task;
use hosts::{local, threads, watched};
use wakeful::channel::local::mpsc;
use wakeful::future::Group;

#[test]
fn every_primitive_works_in_threads() {
    watched(threads::steps(), |progress| {
        let host = threads::Host::new(|task| drop(thread::spawn(|| pollster::block_on(task))));
        pollster::block_on(threads::run(host, progress));
    });
}

#[test]
fn every_primitive_works_in_a_group() {
    watched(local::steps(), |progress| {
        let (spawner, mut spawned) = mpsc::unbounded::<Task>();
        let host = local::Host::new(move |task| assert!(spawner.try_send(task).is_ok()));
        let mut main = pin!(local::run(host, progress));
        let mut tasks = Group::new();
        pollster::block_on(poll_fn(|cx| {
            let polled = main.as_mut().poll(cx);
            // A task that ended, or was spawned, may have woken another one of this very future.
            loop {
                while let Ok(task) = spawned.try_recv() {
                    tasks.insert(task);
                }
                if let Poll::Ready(None) | Poll::Pending = tasks.poll_next(cx) {
                    break;
                }
            }
            if polled.is_pending() && !spawned.is_empty() {
                cx.waker().wake_by_ref();
            }
            polled
        }));
    });
}
