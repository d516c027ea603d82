//! Whatever runs tasks: on one thread or on several.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::harness::{Bell, Countdown, yield_now};
use crate::row::Batch;

/// An executor that there is one of: of this thread, or of the process. So a task that spawns others
/// needs no handle of it.
pub(crate) trait Executor: 'static {
    /// A new task; its output.
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static;

    /// A new task that nobody waits for.
    fn detach(future: impl Future<Output = ()> + Send + 'static);

    /// Runs `future` on this thread; tasks run meanwhile.
    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output;

    /// Lets others run, in the way of this executor.
    fn yield_now() -> impl Future<Output = ()> + Send {
        yield_now()
    }
}

/// An executor that runs on this thread alone.
pub(crate) trait Local: Executor {
    /// A new task that stays here and that nobody waits for.
    fn detach_here(future: impl Future<Output = ()> + 'static);
}

/// So many tasks of `spawn_many`.
pub(crate) const MANY: usize = 10_000;
/// So many tasks of `yield_many`, and how often each lets the others run.
pub(crate) const YIELDERS: usize = 200;
pub(crate) const YIELDS: usize = 1000;
/// So many pairs of `ping_pong`, and so many links of `chained_spawn`.
pub(crate) const PAIRS: usize = 1000;

/// One task that yields again and again.
pub(crate) fn yield_one<E: Executor>() -> Batch {
    repeat::<E, _>(|count| async move {
        for _ in 0..count {
            E::yield_now().await;
        }
    })
}

/// A task is spawned, runs, and is awaited.
pub(crate) fn spawn_one<E: Executor>() -> Batch {
    repeat::<E, _>(|count| async move {
        for _ in 0..count {
            black_box(E::spawn(async { black_box(1) }).await);
        }
    })
}

/// A task spawns so many.
pub(crate) fn spawn_many<E: Executor>() -> Batch {
    repeat::<E, _>(many::<E>)
}

/// The same, but who spawns is a thread that is none of the executor's.
pub(crate) fn spawn_many_from_outside<E: Executor>() -> Batch {
    Batch::count(|count| E::run(measured(many::<E>(count))))
}

async fn many<E: Executor>(count: u64) {
    let left = Countdown::new();
    let len = some(MANY);
    for _ in 0..count {
        left.begin(len);
        for _ in 0..len {
            E::detach(async { left.one_less() });
        }
        left.over().await;
    }
}

/// So many tasks yield so often, each in the way of its executor.
pub(crate) fn yield_many<E: Executor>() -> Batch {
    yielders::<E, _>(E::yield_now)
}

/// The same, but each wakes itself, without the executor's help.
pub(crate) fn wake_oneself_many<E: Executor>() -> Batch {
    yielders::<E, _>(yield_now)
}

fn yielders<E: Executor, Y>(once: impl Fn() -> Y + Copy + Send + 'static) -> Batch
where
    Y: Future<Output = ()> + Send,
{
    repeat::<E, _>(move |count| async move {
        let left = Countdown::new();
        for _ in 0..count {
            left.begin(YIELDERS);
            for _ in 0..YIELDERS {
                E::detach(async move {
                    for _ in 0..some(YIELDS) {
                        once().await;
                    }
                    left.one_less();
                });
            }
            left.over().await;
        }
    })
}

/// So many tasks, each of which spawns another one, asks it something and waits for the answer.
pub(crate) fn ping_pong<E: Executor>() -> Batch {
    repeat::<E, _>(|count| async move {
        let left = Countdown::new();
        for _ in 0..count {
            left.begin(PAIRS);
            for _ in 0..PAIRS {
                E::detach(async {
                    ping::<E>().await;
                    left.one_less();
                });
            }
            left.over().await;
        }
    })
}

/// The channel is the same for everybody.
async fn ping<E: Executor>() {
    let (ask, asked) = tokio::sync::oneshot::channel();
    let (answer, answered) = tokio::sync::oneshot::channel();
    E::detach(async {
        asked.await.expect("somebody asks");
        answer.send(()).expect("somebody listens");
    });
    ask.send(()).expect("somebody is asked");
    answered.await.expect("somebody answers");
}

/// A task that spawns a task that spawns a task.
pub(crate) fn chained_spawn<E: Executor>() -> Batch {
    repeat::<E, _>(|count| async move {
        let left = Countdown::new();
        for _ in 0..count {
            left.begin(1);
            chain::<E>(PAIRS, left);
            left.over().await;
        }
    })
}

fn chain<E: Executor>(links: usize, left: &'static Countdown) {
    E::detach(async move {
        match links - 1 {
            0 => left.one_less(),
            links => chain::<E>(links, left),
        }
    });
}

/// So many tasks wait; one, in turn another one, is woken and polled, and waits again.
pub(crate) fn one_woken<E: Local>(idle: usize) -> Batch {
    let mut made = None;
    Batch::count(move |count| {
        let bells = *made.get_or_insert_with(|| {
            let bells = Bell::several(idle);
            for bell in bells {
                E::detach_here(async {
                    bell.listener().await;
                });
            }
            bells
        });
        E::run(async move {
            while !bells.iter().all(Bell::has_waker) {
                yield_now().await;
            }
            measured(async {
                let mut place = 0;
                for _ in 0..count {
                    // Far enough from the last one that it is not in the cache for its neighbour's sake.
                    place = (place + 7919) % bells.len();
                    bells[place].wake();
                    while !bells[place].has_waker() {
                        yield_now().await;
                    }
                }
            })
            .await
        })
    })
}

/// So many; a test makes do with fewer.
fn some(len: usize) -> usize {
    if cfg!(test) { len.min(20) } else { len }
}

/// A task of `E` does something so often.
fn repeat<E: Executor, F>(work: impl Fn(u64) -> F + 'static) -> Batch
where
    F: Future<Output = ()> + Send + 'static,
{
    Batch::count(move |count| {
        let work = work(count);
        E::run(async { E::spawn(measured(work)).await })
    })
}

/// How long `work` takes.
async fn measured(work: impl Future<Output = ()>) -> Duration {
    let start = Instant::now();
    work.await;
    start.elapsed()
}
