//! The subject.

use std::sync::LazyLock;

use futures::FutureExt;
use wakeful::executor::ThreadPool;

use super::{pin_in_turn, workers};
use crate::workload::executor::Executor;

pub(super) struct Wakeful;

static POOL: LazyLock<ThreadPool> = LazyLock::new(|| {
    let pin = pin_in_turn();
    let pool = ThreadPool::builder().threads(workers()).on_start(move |_| pin()).build();
    pool.expect("threads can be started")
});

impl Executor for Wakeful {
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static,
    {
        POOL.spawn(future).map(|output| output.expect("no task panics"))
    }

    fn detach(future: impl Future<Output = ()> + Send + 'static) {
        POOL.spawn(future).detach();
    }

    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        POOL.block_on(future)
    }
}
