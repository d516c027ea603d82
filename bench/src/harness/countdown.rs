//! How many of those who work have not ended.

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use atomic_waker::AtomicWaker;

use super::Hot;

/// A number that is counted down by many, and awaited by one. It is made for good.
pub(crate) struct Countdown {
    left: Hot<AtomicUsize>,
    waker: AtomicWaker,
}

impl Countdown {
    /// At its end.
    pub(crate) fn new() -> &'static Self {
        let left = Hot(AtomicUsize::new(0));
        Box::leak(Box::new(Self { left, waker: AtomicWaker::new() }))
    }

    /// So many are to come.
    pub(crate) fn begin(&self, len: usize) {
        self.left.store(len, Ordering::Release);
    }

    #[inline(always)]
    pub(crate) fn one_less(&self) {
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.waker.wake();
        }
    }

    /// Waits for the last one.
    pub(crate) fn over(&self) -> impl Future<Output = ()> {
        let is_over = || self.left.load(Ordering::Acquire) == 0;
        poll_fn(move |context| {
            if is_over() {
                return Poll::Ready(());
            }
            self.waker.register(context.waker());
            // The last one may have come before there was a waker to wake.
            if is_over() { Poll::Ready(()) } else { Poll::Pending }
        })
    }
}
