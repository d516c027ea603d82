//! The executors of others, one for each thread.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::FutureExt;
use futures::task::LocalSpawnExt;
use futures_executor::LocalSpawner;

use crate::workload::executor::{Executor, Local};

/// tokio's runtime of one thread, whose tasks are `Send` all the same.
pub(super) struct Tokio;
/// tokio's tasks that stay on their thread.
pub(super) struct LocalSet;
pub(super) struct AsyncExecutor;
/// That of futures.
pub(super) struct LocalPool;
pub(super) struct Pasts;

/// Makes something for good.
pub(super) fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn runtime() -> tokio::runtime::Runtime {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime without drivers can always be built")
}

thread_local! {
    static TOKIO: &'static tokio::runtime::Runtime = leaked(runtime());
    static LOCAL_SET: &'static (tokio::runtime::Runtime, tokio::task::LocalSet) =
        leaked((runtime(), tokio::task::LocalSet::new()));
    static ASYNC_EXECUTOR: &'static async_executor::LocalExecutor<'static> =
        leaked(async_executor::LocalExecutor::new());
    static LOCAL_POOL: &'static (RefCell<futures_executor::LocalPool>, LocalSpawner) = {
        let pool = futures_executor::LocalPool::new();
        let spawner = pool.spawner();
        leaked((RefCell::new(pool), spawner))
    };
    static PASTS: &'static pasts::Executor = leaked(pasts::Executor::default());
}

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
        TOKIO.with(|tokio| tokio.block_on(future))
    }

    fn yield_now() -> impl Future<Output = ()> + Send {
        tokio::task::yield_now()
    }
}

impl Executor for LocalSet {
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static,
    {
        tokio::task::spawn_local(future).map(|output| output.expect("no task panics"))
    }

    fn detach(future: impl Future<Output = ()> + Send + 'static) {
        Self::detach_here(future);
    }

    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        LOCAL_SET.with(|(tokio, set)| set.block_on(tokio, future))
    }

    fn yield_now() -> impl Future<Output = ()> + Send {
        tokio::task::yield_now()
    }
}

impl Local for LocalSet {
    fn detach_here(future: impl Future<Output = ()> + 'static) {
        // From outside, too.
        LOCAL_SET.with(|(_, set)| drop(set.spawn_local(future)));
    }
}

impl Executor for AsyncExecutor {
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static,
    {
        ASYNC_EXECUTOR.with(|executor| executor.spawn(future))
    }

    fn detach(future: impl Future<Output = ()> + Send + 'static) {
        Self::detach_here(future);
    }

    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        ASYNC_EXECUTOR.with(|executor| futures_lite::future::block_on(executor.run(future)))
    }
}

impl Local for AsyncExecutor {
    fn detach_here(future: impl Future<Output = ()> + 'static) {
        ASYNC_EXECUTOR.with(|executor| executor.spawn(future).detach());
    }
}

impl Executor for LocalPool {
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let spawned = LOCAL_POOL.with(|(_, spawner)| spawner.spawn_local_with_handle(future));
        spawned.expect("the pool is never dropped")
    }

    fn detach(future: impl Future<Output = ()> + Send + 'static) {
        Self::detach_here(future);
    }

    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        LOCAL_POOL.with(|(pool, _)| pool.borrow_mut().run_until(future))
    }
}

impl Local for LocalPool {
    fn detach_here(future: impl Future<Output = ()> + 'static) {
        let spawned = LOCAL_POOL.with(|(_, spawner)| spawner.spawn_local(future));
        spawned.expect("the pool is never dropped");
    }
}

impl Executor for Pasts {
    fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let (task, handle) = future.remote_handle();
        PASTS.with(|executor| executor.spawn_boxed(task));
        handle
    }

    fn detach(future: impl Future<Output = ()> + Send + 'static) {
        PASTS.with(|executor| executor.spawn_boxed(future));
    }

    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        let output = Rc::new(Cell::new(None));
        let place = Rc::clone(&output);
        let put = async move { place.set(Some(future.await)) };
        PASTS.with(|executor| pasts::Executor::clone(executor).block_on(put));
        output.take().expect("the future has ended")
    }
}
