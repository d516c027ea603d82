//! Tasks that wait again and again for what all of them are told.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use super::Wakes;

/// Futures that never end, each with a waker of its own: some channels wake a waker once that was
/// registered twice.
pub(crate) struct Subscribers<F>(Vec<Subscriber<F>>);

struct Subscriber<F> {
    future: Pin<Box<F>>,
    wakes: Arc<Wakes>,
    waker: Waker,
}

impl<F: Future> Subscribers<F> {
    /// All have been polled once: they wait.
    pub(crate) fn new(futures: impl IntoIterator<Item = F>) -> Self {
        let subscriber = |future| {
            let (wakes, waker) = Wakes::new();
            Subscriber { future: Box::pin(future), wakes, waker }
        };
        let mut subscribers = Self(futures.into_iter().map(subscriber).collect());
        subscribers.poll_all();
        subscribers
    }

    /// Lets each of them take what it was told, and wait again.
    #[inline(always)]
    pub(crate) fn poll_all(&mut self) {
        for Subscriber { future, waker, .. } in &mut self.0 {
            let polled = future.as_mut().poll(&mut Context::from_waker(waker));
            assert!(polled.is_pending(), "a subscriber has left");
        }
    }

    /// How often they were woken, all together.
    pub(crate) fn woken(&self) -> u64 {
        self.0.iter().map(|subscriber| subscriber.wakes.get()).sum()
    }
}
