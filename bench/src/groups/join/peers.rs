//! How others wait for all of several futures.

use futures::StreamExt;
use futures_concurrency::future::Join;
use tokio::task::LocalSet;

use crate::workload::combine::{Child, Combine};

#[derive(Default)]
pub(super) struct FuturesPair;
#[derive(Default)]
pub(super) struct Futures;
#[derive(Default)]
pub(super) struct FuturesUnordered;
#[derive(Default)]
pub(super) struct ConcurrencyPair;
#[derive(Default)]
pub(super) struct ConcurrencyArray;
#[derive(Default)]
pub(super) struct ConcurrencyVec;
#[derive(Default)]
pub(super) struct FuturesBuffered;
#[derive(Default)]
pub(super) struct FuturesLite;
#[derive(Default)]
pub(super) struct EmbassyPair;
#[derive(Default)]
pub(super) struct Embassy;
/// `join!`, which is no future before it is awaited.
#[derive(Default)]
pub(super) struct TokioMacro;
/// Tasks, on a set that is polled like any other future.
#[derive(Default)]
pub(super) struct JoinSet(LocalSet);

impl Combine<2> for FuturesPair {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        futures::future::join(one, other)
    }
}

impl<const N: usize> Combine<N> for Futures {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        futures::future::join_all(futures)
    }
}

impl<const N: usize> Combine<N> for FuturesUnordered {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        async {
            let mut left: futures::stream::FuturesUnordered<F> = futures.into_iter().collect();
            let mut sum = 0;
            while let Some(output) = left.next().await {
                sum += output;
            }
            sum
        }
    }
}

impl Combine<2> for ConcurrencyPair {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        (one, other).join()
    }
}

impl<const N: usize> Combine<N> for ConcurrencyArray {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        futures.join()
    }
}

impl<const N: usize> Combine<N> for ConcurrencyVec {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        Vec::from(futures).join()
    }
}

impl<const N: usize> Combine<N> for FuturesBuffered {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        futures_buffered::join_all(futures)
    }
}

impl Combine<2> for FuturesLite {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        futures_lite::future::zip(one, other)
    }
}

impl Combine<2> for EmbassyPair {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        embassy_futures::join::join(one, other)
    }
}

impl<const N: usize> Combine<N> for Embassy {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        embassy_futures::join::join_array(futures)
    }
}

impl Combine<2> for TokioMacro {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        async { tokio::join!(one, other) }
    }
}

impl<const N: usize> Combine<N> for JoinSet {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        let mut tasks = tokio::task::JoinSet::new();
        for future in futures {
            tasks.spawn_local_on(future, &self.0);
        }
        self.0.run_until(async move {
            let mut sum = 0;
            while let Some(output) = tasks.join_next().await {
                sum += output.expect("a task has neither panicked nor been cancelled");
            }
            sum
        })
    }
}
