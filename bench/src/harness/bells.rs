//! Futures that wait until they are told, one by one: what others combine.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// What one future waits for. It is made for good, so that the future may live as long as it likes.
#[derive(Default)]
pub(crate) struct Bell {
    rung: Cell<bool>,
    waker: Cell<Option<Waker>>,
    polls: Cell<u64>,
}

/// Waits for its bell, and then gives 1.
pub(crate) struct Listener(&'static Bell);

impl Bell {
    /// So many bells.
    pub(crate) fn several(len: usize) -> &'static [Self] {
        Vec::leak((0..len).map(|_| Self::default()).collect())
    }

    pub(crate) fn listener(&'static self) -> Listener {
        Listener(self)
    }

    /// From now on, those who listen are ready when they are polled.
    #[inline(always)]
    pub(crate) fn ring(&self) {
        self.rung.set(true);
    }

    /// From now on, those who listen have to wait.
    #[inline(always)]
    pub(crate) fn silence(&self) {
        self.rung.set(false);
    }

    /// Wakes the one who listens, rung or not.
    #[inline(always)]
    pub(crate) fn wake(&self) {
        self.waker.take().expect("somebody waits").wake();
    }

    /// Whether somebody was polled and has to wait.
    #[inline(always)]
    pub(crate) fn has_waker(&self) -> bool {
        let waker = self.waker.take();
        let has = waker.is_some();
        self.waker.set(waker);
        has
    }

    /// How often those who listen were polled.
    pub(crate) fn polls(&self) -> u64 {
        self.polls.get()
    }
}

impl Future for Listener {
    type Output = u64;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u64> {
        let bell = self.0;
        bell.polls.set(bell.polls.get() + 1);
        if bell.rung.get() {
            return Poll::Ready(1);
        }
        let waker = match bell.waker.take() {
            Some(waker) if waker.will_wake(context.waker()) => waker,
            _ => context.waker().clone(),
        };
        bell.waker.set(Some(waker));
        Poll::Pending
    }
}

impl Drop for Listener {
    #[inline(always)]
    fn drop(&mut self) {
        self.0.waker.take();
    }
}
