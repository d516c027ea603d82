//! Wakers on their way out of the lock.

use core::task::Waker;

/// Up to eight wakers that were taken from their nodes and are woken after the lock is released.
///
/// Eight measured best: fewer take the lock more often, more only make the frame larger.
pub(crate) struct Batch {
    wakers: [Option<Waker>; Self::CAPACITY],
    first: usize,
    end: usize,
}

impl Batch {
    pub(crate) const CAPACITY: usize = 8;

    pub(crate) const fn new() -> Self {
        Self { wakers: [const { None }; Self::CAPACITY], first: 0, end: 0 }
    }

    /// How many more fit in.
    pub(crate) const fn room(&self) -> usize {
        Self::CAPACITY - self.end
    }

    /// Adds a waker; there is room.
    pub(crate) fn push(&mut self, waker: Option<Waker>) {
        if waker.is_some() {
            self.wakers[self.end] = waker;
            self.end += 1;
        }
    }

    /// The next to wake. An empty batch has all its room again.
    pub(crate) fn pop(&mut self) -> Option<Waker> {
        if self.first == self.end {
            (self.first, self.end) = (0, 0);
            return None;
        }
        self.first += 1;
        self.wakers[self.first - 1].take()
    }
}
