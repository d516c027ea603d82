//! The groups of others, which are streams of what their futures give.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::Stream;

use crate::harness::Listener;
use crate::workload::group::Group;

pub(super) type FuturesUnordered = futures::stream::FuturesUnordered<Listener>;
pub(super) type FuturesBuffered = futures_buffered::FuturesUnordered<Listener>;
/// That of futures-concurrency.
pub(super) type FutureGroup = futures_concurrency::future::FutureGroup<Listener>;

impl Group for FuturesUnordered {
    #[inline(always)]
    fn insert(&mut self, future: Listener) {
        self.push(future);
    }

    #[inline(always)]
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<u64>> {
        Stream::poll_next(Pin::new(self), context)
    }
}

impl Group for FuturesBuffered {
    #[inline(always)]
    fn insert(&mut self, future: Listener) {
        self.push(future);
    }

    #[inline(always)]
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<u64>> {
        Stream::poll_next(Pin::new(self), context)
    }
}

impl Group for FutureGroup {
    #[inline(always)]
    fn insert(&mut self, future: Listener) {
        self.insert(future);
    }

    #[inline(always)]
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<u64>> {
        Stream::poll_next(Pin::new(self), context)
    }
}
