//! Wakers on their way out of the lock.

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::task::Waker;

use super::{Policy, flash};

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
pub(crate) struct Batch<R = Many> {
    wakers: [MaybeUninit<Waker>; CAPACITY],
    first: usize,
    end: usize,
    room: PhantomData<R>,
}

const CAPACITY: usize = 8;

/// How much of a batch is used.
pub(crate) trait Room {
    const ROOM: usize;
}

/// All of it.
pub(crate) struct Many;

impl Room for Many {
    const ROOM: usize = CAPACITY;
}

/// One waker, if the policy is exclusive and flash is scarce: that is less code, and more are there by chance only.
pub(crate) struct Few<P>(PhantomData<P>);

impl<P: Policy> Room for Few<P> {
    const ROOM: usize = if flash::SCARCE && P::EXCLUSIVE { 1 } else { CAPACITY };
}

impl<R: Room> Batch<R> {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        let wakers = [const { MaybeUninit::uninit() }; CAPACITY];
        Self { wakers, first: 0, end: 0, room: PhantomData }
    }

    #[inline(always)]
    pub(crate) const fn is_empty(&self) -> bool {
        if R::ROOM == 1 { self.end == 0 } else { self.first == self.end }
    }

    /// How many more fit in.
    #[inline(always)]
    pub(crate) const fn room(&self) -> usize {
        R::ROOM - self.end
    }

    /// Adds a waker; there is room.
    #[inline(always)]
    pub(crate) fn push(&mut self, waker: Option<Waker>) {
        if let Some(waker) = waker {
            let at = if R::ROOM == 1 { 0 } else { self.end };
            self.wakers[at].write(waker);
            self.end = at + 1;
        }
    }

    /// The next to wake. An empty batch has all its room again.
    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<Waker> {
        if self.is_empty() {
            (self.first, self.end) = (0, 0);
            return None;
        }
        let at = if R::ROOM == 1 { 0 } else { self.first };
        if R::ROOM == 1 {
            self.end = 0
        } else {
            self.first += 1
        }
        let slot = &self.wakers[at];
        // SAFETY: the Batch Invariant; the slot is outside of the range from now on.
        Some(unsafe { slot.assume_init_read() })
    }
}
