//! The pools of others, one for the process.

use std::future::pending;
use std::sync::{Arc, LazyLock};
use std::thread;

use futures::FutureExt;

use super::{pin_in_turn, workers};
use crate::workload::executor::Executor;

pub(super) struct Tokio;
/// The executor of smol, with threads that run it.
pub(super) struct AsyncExecutor;

static TOKIO: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(workers()).on_thread_start(pin_in_turn()).build();
    runtime.expect("threads can be started")
});

static ASYNC_EXECUTOR: LazyLock<&'static async_executor::Executor<'static>> = LazyLock::new(|| {
    let executor: &'static _ = Box::leak(Box::new(async_executor::Executor::new()));
    let pin = Arc::new(pin_in_turn());
    for _ in 0..workers() {
        let pin = Arc::clone(&pin);
        thread::spawn(move || {
            pin();
            futures_lite::future::block_on(executor.run(pending::<()>()));
        });
    }
    executor
});

impl Executor for Tokio {
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static,
    {
        tokio::spawn(future).map(|output| output.expect("no task panics"))
    }

    fn detach(future: impl Future<Output = ()> + Send + 'static) {
        drop(tokio::spawn(future));
    }

    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        TOKIO.block_on(future)
    }

    fn yield_now() -> impl Future<Output = ()> + Send {
        tokio::task::yield_now()
    }
}

impl Executor for AsyncExecutor {
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static,
    {
        ASYNC_EXECUTOR.spawn(future)
    }

    fn detach(future: impl Future<Output = ()> + Send + 'static) {
        ASYNC_EXECUTOR.spawn(future).detach();
    }

    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        futures_lite::future::block_on(future)
    }
}
