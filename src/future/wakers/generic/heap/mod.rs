//! A block in an allocation, which its owner and the wakers free together.

mod allocation;
mod table;
mod tree;

use core::fmt;
use core::ops::{ControlFlow, Range};
use core::task::{RawWaker, Waker};

use self::allocation::Raw;
use self::tree::Shape;
use super::bits::{self, BITS};
use super::gate::Gate;
use crate::lock::ThreadSafe;

/// The owner's handle of a block. It counts (the *Count Rule*), and there is no other (the *Owner Rule*).
pub(super) struct Block<L: ThreadSafe>(Raw<L>);

// SAFETY: a block is made to be used by several threads, but for what is the owner's: that moves along.
unsafe impl<L: ThreadSafe> Send for Block<L> {}
// SAFETY: by `&self`, there is nothing that only the owner may do.
unsafe impl<L: ThreadSafe> Sync for Block<L> {}

impl<L: ThreadSafe> Block<L> {
    /// A block for so many children of the task of `waker`. Never an error: without memory, the program ends.
    pub(super) fn new(children: usize, waker: Waker) -> Result<Self, Waker> {
        Ok(Self(Raw::new(children, waker)))
    }

    #[inline(always)]
    fn gate(&self) -> &Gate<L> {
        // SAFETY: the Count Rule.
        unsafe { self.0.gate() }
    }

    #[inline(always)]
    fn shape(&self) -> Option<Shape> {
        // SAFETY: the Count Rule.
        unsafe { self.0.extent() }.shape()
    }

    /// Panics if there can be no such child.
    #[inline(always)]
    fn check(&self, child: usize) {
        // SAFETY: the Count Rule.
        bits::check(child, unsafe { self.0.extent() }.places());
    }

    /// The raw waker of a child, borrowed from the block.
    #[inline]
    pub(super) fn raw(&self, child: usize) -> RawWaker {
        self.check(child);
        if self.shape().is_none() {
            return RawWaker::new(table::small_data(self.0, child), table::small::<L>());
        }
        // SAFETY: the Count Rule; checked.
        RawWaker::new(unsafe { table::large_data(self.0, child) }, table::large::<L>())
    }

    /// The raw waker of a child, to keep.
    pub(super) fn clone_raw(&self, child: usize) -> RawWaker {
        let raw = self.raw(child);
        // SAFETY: the Count Rule.
        unsafe { self.0.count_up() };
        raw
    }

    /// Wakes a child.
    pub(super) fn wake(&self, child: usize) {
        self.check(child);
        match self.shape() {
            None => self.gate().wake(1 << child),
            // SAFETY: the Count Rule; checked, so the child has a leaf.
            Some(shape) => unsafe { self.0.wake(shape, child / BITS, 1 << (child % BITS)) },
        }
    }

    /// Sees to it that `waker` is woken from now on.
    #[inline]
    pub(super) fn register(&mut self, waker: &Waker) {
        // SAFETY: the Owner Rule.
        unsafe { self.gate().register(waker) };
    }

    /// Whether somebody was woken who was not visited since.
    pub(super) fn owes(&mut self) -> bool {
        // SAFETY: the Owner Rule.
        unsafe { self.gate().owes() }
    }

    /// Takes those who were woken, for [`each`](Self::each) to visit.
    #[inline]
    pub(super) fn take(&mut self) {
        // SAFETY: the Owner Rule.
        unsafe { self.gate().take() };
    }

    /// Visits those in `range` who were woken.
    #[inline]
    pub(super) fn each<B>(
        &mut self,
        range: Range<usize>,
        visit: &mut impl FnMut(usize, RawWaker) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let block = self.0;
        // SAFETY: the Owner Rule.
        let left = unsafe { self.gate().left() };
        let Some(shape) = self.shape() else {
            let table = table::small::<L>();
            return bits::visit(left, 0, &range, &mut |child| {
                visit(child, RawWaker::new(table::small_data(block, child), table))
            });
        };
        let table = table::large::<L>();
        // SAFETY: the Count Rule; a shape asks for lines that it has.
        let line = |index| unsafe { block.line(index) };
        // SAFETY: the Count Rule: the owner stays.
        let line = |index| unsafe { &*line(index).as_ptr() };
        shape.visit(left, &range, &line, &mut |child| {
            // SAFETY: the Count Rule; there is such a child.
            visit(child, RawWaker::new(unsafe { table::large_data(block, child) }, table))
        })
    }
}

impl<L: ThreadSafe> Drop for Block<L> {
    fn drop(&mut self) {
        // SAFETY: the Count Rule.
        if unsafe { self.0.count() }.load() == 1 {
            // Nobody has a waker, so nobody can get one.
            // SAFETY: nobody else counts.
            let waker = unsafe { self.0.gate_mut() }.slot().take();
            // SAFETY: nobody else counts, and the owner goes; the slot is empty.
            unsafe { self.0.free() };
            return drop(waker);
        }
        // SAFETY: the Owner Rule.
        let waker = unsafe { self.gate().close() };
        // SAFETY: the Count Rule: the owner's.
        unsafe { self.0.count_down() };
        // User code, when all is done.
        drop(waker);
    }
}

impl<L: ThreadSafe> fmt::Debug for Block<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: the Count Rule.
        let wakers = unsafe { self.0.count() }.load() - 1;
        f.debug_struct("Block").field("gate", self.gate()).field("wakers", &wakers).finish()
    }
}
