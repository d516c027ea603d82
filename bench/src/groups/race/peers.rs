//! How others wait for the first of several futures.

use futures::StreamExt;
use futures_concurrency::future::Race;

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
pub(super) struct FuturesBuffered;
#[derive(Default)]
pub(super) struct LiteOr;
#[derive(Default)]
pub(super) struct LiteRace;
#[derive(Default)]
pub(super) struct EmbassyPair;
#[derive(Default)]
pub(super) struct Embassy;
/// `select!`, which is no future before it is awaited.
#[derive(Default)]
pub(super) struct TokioMacro;

impl Combine<2> for FuturesPair {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        futures::future::select(one, other)
    }
}

impl<const N: usize> Combine<N> for Futures {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        futures::future::select_all(futures)
    }
}

impl<const N: usize> Combine<N> for FuturesUnordered {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        async {
            let mut left: futures::stream::FuturesUnordered<F> = futures.into_iter().collect();
            (left.next().await, left)
        }
    }
}

impl Combine<2> for ConcurrencyPair {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        (one, other).race()
    }
}

impl<const N: usize> Combine<N> for ConcurrencyArray {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        futures.race()
    }
}

impl<const N: usize> Combine<N> for FuturesBuffered {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        async {
            let mut left: futures_buffered::FuturesUnorderedBounded<F> =
                futures.into_iter().collect();
            (left.next().await, left)
        }
    }
}

impl Combine<2> for LiteOr {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        futures_lite::future::or(one, other)
    }
}

impl Combine<2> for LiteRace {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        futures_lite::future::race(one, other)
    }
}

impl Combine<2> for EmbassyPair {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        embassy_futures::select::select(one, other)
    }
}

impl<const N: usize> Combine<N> for Embassy {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        embassy_futures::select::select_array(futures)
    }
}

impl Combine<2> for TokioMacro {
    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        async {
            tokio::select! {
                output = one => output,
                output = other => output,
            }
        }
    }
}

impl Combine<16> for TokioMacro {
    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; 16]) -> impl Future {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = futures;
        async {
            tokio::select! {
                output = a => output,
                output = b => output,
                output = c => output,
                output = d => output,
                output = e => output,
                output = f => output,
                output = g => output,
                output = h => output,
                output = i => output,
                output = j => output,
                output = k => output,
                output = l => output,
                output = m => output,
                output = n => output,
                output = o => output,
                output = p => output,
            }
        }
    }
}
