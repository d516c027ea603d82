//! What the library's own executors give to tasks of others.

use core::future::pending;
use core::panic::AssertUnwindSafe;
use std::panic::resume_unwind;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;

use wakeful::channel::mpmc as mpmc_of_threads;
use wakeful::executor::{spawn, unblock, unblock_iter};
use wakeful::future::{CatchUnwind, yield_now};

use super::flavor::channel::mpmc;
use super::flavor::{Host, scope};
use super::{Step, all, spawn_many};

pub(super) const STEPS: &[Step] = &[
    Step(&["unblock", "unblock_iter"], |host| Box::pin(blocking_calls(host))),
    Step(&["spawn"], |host| Box::pin(pooled(host))),
    Step(&["scope"], |host| Box::pin(scopes(host))),
];

async fn blocking_calls(host: Host) {
    let tasks = spawn_many(&host, 4, |host, number| {
        host.spawn(async move {
            let mut sum = 0;
            for round in 0..10 {
                sum += unblock(move || number * round).await;
            }
            sum
        })
    });
    assert_eq!(all(tasks).await, [0, 45, 90, 135]);

    let sum = host.spawn(async {
        let (mut numbers, mut sum) = (unblock_iter(0..1000_u32), 0);
        while let Some(number) = numbers.next().await {
            sum += number;
        }
        sum
    });
    // Without the hook that would print it.
    let panicking = unblock(|| -> () { resume_unwind(Box::new("thrown")) });
    let payload = AssertUnwindSafe(panicking).catch_unwind().await.unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"thrown"));
    assert_eq!(sum.await, Ok(999 * 500));
}

/// Tasks of the library's own pool, which tasks of others wait for.
async fn pooled(host: Host) {
    let tasks = spawn_many(&host, 3, |host, number| {
        host.spawn(async move {
            let (question, asked) = mpmc_of_threads::channel(1);
            let answering = spawn(async move {
                let mut sum = 0;
                while let Ok(value) = asked.recv().await {
                    sum += value;
                }
                sum
            });
            for value in 0..20 {
                question.send(number * value).await.unwrap();
            }
            drop(question);
            let cancelled = spawn(pending::<()>()).cancel().await;
            assert!(cancelled.unwrap_err().is_cancelled());
            answering.await.unwrap()
        })
    });
    assert_eq!(all(tasks).await, [0, 190, 380]);
}

/// Children that borrow, in a task to which other tasks send.
async fn scopes(host: Host) {
    let (sender, receiver) = mpmc::channel(2);
    let senders = spawn_many(&host, 2, |host, _| {
        let sender = sender.clone();
        host.spawn(async move {
            for message in 0..40 {
                sender.send(message).await.unwrap();
            }
        })
    });
    drop(sender);
    let (sum, receiver) = (AtomicU32::new(0), &receiver);
    let total = &sum;
    let first = scope(async move |s| {
        let children = [0; 3].map(|_| {
            s.spawn(async move {
                while let Ok(message) = receiver.recv().await {
                    total.fetch_add(message, SeqCst);
                    yield_now().await;
                }
                "done"
            })
        });
        // Goes on for ever: it ends with the scope.
        s.spawn(async move {
            loop {
                yield_now().await;
            }
        })
        .detach();
        let [first, ..] = children;
        let first = first.await;
        s.spawn(async move { receiver.recv().await.is_err() }).await.unwrap();
        first
    });
    assert!(first.await.is_ok_and(|word| word == "done"));
    assert_eq!(sum.into_inner(), 2 * 40 * 39 / 2);
    all(senders).await;
}
