//! One who waits, with a probe for a waker.

use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::probe::Probe;
use crate::scene::{Facts, Held, Scene, Waiting};

/// A future and the task that polls it.
pub(crate) struct Waiter<'s> {
    future: Option<Waiting<'s>>,
    probe: Rc<Probe>,
    waker: Option<Rc<Waker>>,
    polls: usize,
    /// How many wakes have been answered by a poll.
    answered: usize,
}

impl<'s> Waiter<'s> {
    pub(crate) fn new(scene: &'s dyn Scene) -> Self {
        let probe = Probe::new();
        let waker = Some(Rc::new(probe.waker()));
        Self { future: Some(scene.wait()), probe, waker, polls: 0, answered: 0 }
    }

    pub(crate) fn probe(&self) -> &Rc<Probe> {
        &self.probe
    }

    /// How often it was polled.
    pub(crate) fn polls(&self) -> usize {
        self.polls
    }

    /// Whether it waits still.
    pub(crate) fn is_live(&self) -> bool {
        self.future.is_some()
    }

    /// Whether it was woken since its last poll.
    pub(crate) fn is_woken(&self) -> bool {
        self.probe.wakes() > self.answered
    }

    pub(crate) fn poll(&mut self) -> Option<Held<'s>> {
        let waker = self.waker.clone().expect("a waiter has a waker");
        self.poll_with(&waker)
    }

    /// Polls as another task would.
    pub(crate) fn poll_with(&mut self, waker: &Waker) -> Option<Held<'s>> {
        self.polls += 1;
        self.answered = self.probe.wakes();
        let future = self.future.as_mut().expect("polled a waiter that is done");
        match future.as_mut().poll(&mut Context::from_waker(waker)) {
            Poll::Ready(held) => {
                self.future = None;
                Some(held)
            }
            Poll::Pending => None,
        }
    }

    /// The first poll, which has to wait.
    pub(crate) fn queue(&mut self) {
        assert!(self.poll().is_none(), "a waiter went on before anything was released");
    }

    pub(crate) fn cancel(&mut self) {
        self.future = None;
    }

    /// Forgets the future: its memory stays as it is for ever.
    pub(crate) fn forget(&mut self) {
        if let Some(future) = self.future.take() {
            bury(future);
        }
    }

    /// Ends the task and looks for wakers that were left behind.
    pub(crate) fn finish(mut self, facts: &Facts) {
        self.probe.calm();
        self.future = None;
        self.waker = None;
        assert_gone(&self.probe, facts);
    }
}

/// Nobody has a waker of the probe any more.
pub(crate) fn assert_gone(probe: &Probe, facts: &Facts) {
    let kept = usize::from(facts.keeps_waker);
    assert!(probe.alive() <= kept, "clones of a waker outlived the future");
}

/// A pointer that is kept and never followed.
struct Grave(#[allow(dead_code, reason = "a tool that looks for leaks follows it")] *mut ());

// SAFETY: the pointer is never followed.
unsafe impl Send for Grave {}

/// Where forgotten futures lie, so that tools which look for leaks find them reachable.
static GRAVEYARD: Mutex<Vec<Grave>> = Mutex::new(Vec::new());

fn bury(future: Waiting<'_>) {
    // SAFETY: the memory stays pinned for ever: nobody has the pointer but the graveyard.
    let future = Box::into_raw(unsafe { std::pin::Pin::into_inner_unchecked(future) });
    GRAVEYARD.lock().unwrap_or_else(PoisonError::into_inner).push(Grave(future.cast()));
}
