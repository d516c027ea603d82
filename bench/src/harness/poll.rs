//! Polling by hand: what a task costs is not part of what a lock costs.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// What `future` gives when it is polled once.
///
/// # Panics
///
/// If it has to wait.
#[inline(always)]
pub(crate) fn poll_ready<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    expect_ready(pin!(future).poll(&mut context))
}

/// The value of a poll that must not have to wait.
#[inline(always)]
pub(crate) fn expect_ready<T>(poll: Poll<T>) -> T {
    match poll {
        Poll::Ready(value) => value,
        Poll::Pending => unexpectedly_pending(),
    }
}

#[cold]
#[inline(never)]
fn unexpectedly_pending() -> ! {
    panic!("a future of the bench had to wait where it must not")
}

/// Places for futures that are made, polled and dropped again and again without an allocation of
/// the bench's own.
pub(crate) struct Slots<F>(Vec<Pin<Box<Option<F>>>>);

impl<F: Future> Slots<F> {
    pub(crate) fn new(len: usize) -> Self {
        Self((0..len).map(|_| Box::pin(None)).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Puts a new future into each place and polls it; all but the last `ready` have to wait.
    #[inline(always)]
    pub(crate) fn start(&mut self, mut make: impl FnMut() -> F, waker: &Waker, ready: usize) {
        let mut context = Context::from_waker(waker);
        let waiting = self.0.len() - ready;
        for (place, slot) in self.0.iter_mut().enumerate() {
            slot.set(Some(make()));
            let polled = poll_slot(slot, &mut context);
            assert_eq!(polled.is_ready(), place >= waiting, "a future did not wait its turn");
        }
    }

    /// Drops the future at `place`, puts a new one there and polls it; it has to wait.
    #[inline(always)]
    pub(crate) fn replace(&mut self, place: usize, make: impl FnOnce() -> F, waker: &Waker) {
        let slot = &mut self.0[place];
        slot.set(None);
        slot.set(Some(make()));
        let polled = poll_slot(slot, &mut Context::from_waker(waker));
        assert!(polled.is_pending(), "a future did not wait its turn");
    }

    /// Polls the first `len` futures, which must be ready, and drops all.
    #[inline(always)]
    pub(crate) fn finish(&mut self, len: usize, waker: &Waker) {
        let mut context = Context::from_waker(waker);
        for slot in &mut self.0[..len] {
            drop(expect_ready(poll_slot(slot, &mut context)));
        }
        for slot in &mut self.0 {
            slot.set(None);
        }
    }
}

#[inline(always)]
fn poll_slot<F: Future>(
    slot: &mut Pin<Box<Option<F>>>,
    context: &mut Context<'_>,
) -> Poll<F::Output> {
    slot.as_mut().as_pin_mut().expect("the slot was filled").poll(context)
}
