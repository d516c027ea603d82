//! The subject.

use futures::FutureExt;
use wakeful::executor::LocalExecutor;

use super::peers::leaked;
use crate::workload::executor::{Executor, Local};

pub(super) struct Wakeful;

thread_local! {
    static EXECUTOR: &'static LocalExecutor<'static> = leaked(LocalExecutor::new());
}

impl Executor for Wakeful {
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let handle = EXECUTOR.with(|executor| executor.spawn(future));
        handle.map(|output| output.expect("no task panics"))
    }

    fn detach(future: impl Future<Output = ()> + Send + 'static) {
        Self::detach_here(future);
    }

    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        EXECUTOR.with(|executor| executor.run(future))
    }
}

impl Local for Wakeful {
    fn detach_here(future: impl Future<Output = ()> + 'static) {
        EXECUTOR.with(|executor| executor.spawn(future).detach());
    }
}
