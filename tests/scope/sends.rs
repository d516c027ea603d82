//! Scopes that move between threads.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

use wakeful::executor::scope::Scope;
use wakeful::executor::{block_on, scope};
use wakeful::future::yield_now;
use wakeful::sync::Mutex;

/// As an executor with threads takes it.
fn spawn<F: Future<Output: Send> + Send + 'static>(future: F) -> thread::JoinHandle<F::Output> {
    thread::spawn(|| block_on(future))
}

/// A function with a scope in it, as a program has it.
async fn total(words: &[String]) -> usize {
    let sum = Mutex::new(0);
    scope(async |s| {
        for word in words {
            let sum = &sum;
            s.spawn(async move {
                yield_now().await;
                *sum.lock().await += word.len();
            })
            .detach();
        }
        s.wait_all().await;
    })
    .await;
    sum.into_inner()
}

#[test]
fn a_scope_runs_in_a_task_that_is_spawned() {
    let words = Arc::new(["a", "bb", "ccc"].map(String::from));
    let tasks = [0, 1].map(|_| {
        let words = words.clone();
        spawn(async move { total(&words[..]).await })
    });
    assert_eq!(tasks.map(|task| task.join().unwrap()), [6, 6]);
}

#[test]
fn nested_scopes_run_in_a_task_that_is_spawned() {
    let task = spawn(async {
        let count = AtomicU32::new(0);
        scope(async |s| {
            let count = &count;
            let child = s.spawn(async move {
                let own = AtomicU32::new(2);
                scope(async |s| {
                    s.spawn(async { count.fetch_add(own.load(SeqCst), SeqCst) }).await.unwrap();
                })
                .await;
                own.into_inner()
            });
            child.await.unwrap()
        })
        .await
            + count.into_inner()
    });
    assert_eq!(task.join().unwrap(), 4);
}

#[test]
fn other_threads_spawn_and_cancel() {
    let rounds = if cfg!(miri) { 2 } else { 200 };
    for round in 0..rounds {
        let count = AtomicU32::new(0);
        block_on(scope(async |s| {
            let never = s.spawn(std::future::pending::<()>());
            thread::scope(|threads| {
                let (s, count): (&Scope<'_>, _) = (&s, &count);
                threads.spawn(move || {
                    for _ in 0..3 {
                        s.spawn(async move { count.fetch_add(1, SeqCst) }).detach();
                    }
                });
                let cancelled = threads.spawn(move || never.cancel());
                if round % 2 == 0 {
                    drop(cancelled.join().unwrap());
                }
            });
            s.wait_all().await;
        }));
        assert_eq!(count.into_inner(), 3);
    }
}
