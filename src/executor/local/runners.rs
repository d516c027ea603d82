//! Those in whose polls tasks are polled: each waits with a waker of its own.

use core::pin::Pin;
use core::task::Waker;

use crate::lock::{LocalLock, Locked};
use crate::wait::{Batch, End, List, Node, Stage, wake_each};

/// Those who run the executor, and wait. The queue calls one of them; if that one leaves, the others are to
/// come and say so again.
pub(super) struct Runners(Locked<List<()>, LocalLock>);

pub(super) type Runner = Node<()>;

impl Runners {
    pub(super) const fn new() -> Self {
        Self(Locked::new(List::new()))
    }

    /// `runner` waits with `waker`.
    ///
    /// # Safety
    ///
    /// The runner [leaves](Self::leave) before it is dropped, and waits nowhere else.
    pub(super) unsafe fn wait(&self, runner: Pin<&Runner>, waker: &Waker) {
        let waits = is_waiting(&runner);
        // SAFETY: it is linked here or nowhere.
        if waits && self.0.with(|list| unsafe { list.entry(&runner) }.will_wake(waker)) {
            return;
        }
        let fresh = waker.clone();
        // Asked again: a clone may have made another one leave, which calls all.
        let waits = is_waiting(&runner);
        let stale = self.0.with(|list| {
            if waits {
                // SAFETY: it is linked here.
                return unsafe { list.entry(&runner) }.put_waker(Stage::Waiting, fresh);
            }
            // SAFETY: it is linked nowhere; the caller's promise.
            unsafe { list.link(runner, End::Back, Stage::Waiting, fresh) };
            None
        });
        drop(stale);
    }

    /// `runner` does not run the executor any more: wakes the others.
    pub(super) fn leave(&self, runner: &Runner) {
        let mut own = None;
        if is_waiting(runner) {
            // SAFETY: it waits, so it is linked here.
            own = self.0.with(|list| unsafe { list.unlink(runner, Stage::Granted) });
        }
        self.wake();
        drop(own);
    }

    /// Wakes all. They wait no more.
    pub(super) fn wake(&self) {
        let mut batch: Batch = Batch::new();
        wake_each(|| {
            batch.pop().or_else(|| {
                self.0.with(|list| {
                    let mut walk = list.walk();
                    while walk.entry().is_some() && batch.room() > 0 {
                        batch.push(walk.unlink(Stage::Granted));
                    }
                });
                batch.pop()
            })
        });
    }
}

/// Runners, and those who wake them from this list, are on one thread.
fn is_waiting(runner: &Runner) -> bool {
    runner.stage() == Stage::Waiting
}
