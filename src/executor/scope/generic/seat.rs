//! Where a child and its handle meet.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use crate::executor::outcome::Outcome;
use crate::lock::{RawLock, State};
use crate::wait::WakerCell;

/// The place of a child's output, and of the wish that it be gone.
///
/// Whoever makes the wish does so first, then wakes the child; the child leaves its waker first, then looks.
pub struct Seat<T, L> {
    /// `None` if the child was cancelled.
    outcome: Outcome<Option<T>, L>,
    unwanted: State<L>,
    child: WakerCell<L>,
}

impl<T, L: RawLock> Seat<T, L> {
    /// That of a child that was not polled yet.
    pub fn new() -> Self {
        let this =
            Self { outcome: Outcome::new(), unwanted: State::new(0), child: WakerCell::new() };
        this.unwanted.appear();
        this
    }

    /// Polls the child; `None` if it is to be gone.
    pub fn poll_child<F>(&self, child: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<Option<T>>
    where
        F: Future<Output = T>,
    {
        if self.is_unwanted() {
            return Poll::Ready(None);
        }
        if let Poll::Ready(output) = child.poll(cx) {
            return Poll::Ready(Some(output));
        }
        self.child.register(cx.waker());
        if self.is_unwanted() { Poll::Ready(None) } else { Poll::Pending }
    }

    /// The child is gone. Gives its output back if nobody waits for it.
    pub fn vacate(&self, output: Option<T>) -> Option<T> {
        let stale = self.child.take();
        let unheard = self.outcome.finish(output).err().flatten();
        drop(stale);
        unheard
    }

    /// The child is to be gone: with its next poll, which comes.
    pub fn cancel(&self) {
        self.unwanted.set(1);
        self.child.wake();
    }

    fn is_unwanted(&self) -> bool {
        self.unwanted.load() != 0
    }

    /// Whether the child is gone.
    pub fn is_vacant(&self) -> bool {
        self.outcome.is_done()
    }

    /// Waits until the child is gone.
    pub fn poll(&self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.outcome.poll(cx)
    }

    /// Nobody waits any more.
    pub fn detach(&self) -> Option<T> {
        self.outcome.leave().flatten()
    }
}

impl<T, L: RawLock> Default for Seat<T, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, L: RawLock> fmt::Debug for Seat<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat")
            .field("outcome", &self.outcome)
            .field("child", &self.child)
            .field("unwanted", &self.is_unwanted())
            .finish()
    }
}
