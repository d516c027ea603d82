//! Wakers on their way out of the lock.

use core::mem::MaybeUninit;
use core::task::Waker;

/// Up to eight wakers that were taken from their nodes and are woken after the lock is released.
///
/// Eight measured best: fewer take the lock more often, more only make the frame larger. The slots
/// are not initialised: most operations wake nobody or one.
///
/// # The Batch Invariant
///
/// *The slots from `first` to `end` hold wakers; the others hold nothing.*
///
/// There is no `Drop`: `wake_each` empties a batch even if wakers panic.
pub(crate) struct Batch {
    wakers: [MaybeUninit<Waker>; Self::CAPACITY],
    first: usize,
    end: usize,
}

impl Batch {
    pub(crate) const CAPACITY: usize = 8;

    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self { wakers: [const { MaybeUninit::uninit() }; Self::CAPACITY], first: 0, end: 0 }
    }

    #[inline(always)]
    pub(crate) const fn is_empty(&self) -> bool {
        self.first == self.end
    }

    /// How many more fit in.
    #[inline(always)]
    pub(crate) const fn room(&self) -> usize {
        Self::CAPACITY - self.end
    }

    /// Adds a waker; there is room.
    #[inline(always)]
    pub(crate) fn push(&mut self, waker: Option<Waker>) {
        if let Some(waker) = waker {
            self.wakers[self.end].write(waker);
            self.end += 1;
        }
    }

    /// The next to wake. An empty batch has all its room again.
    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<Waker> {
        if self.first == self.end {
            (self.first, self.end) = (0, 0);
            return None;
        }
        let slot = &self.wakers[self.first];
        self.first += 1;
        // SAFETY: the Batch Invariant; the slot is outside of the range from now on.
        Some(unsafe { slot.assume_init_read() })
    }
}
