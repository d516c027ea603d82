//! A block, wherever it lies.

use core::ops::{ControlFlow, Range};
use core::task::{RawWaker, Waker};

use super::{heap, pool};
use crate::lock::ThreadSafe;

/// Where a combinator gets its block from.
#[derive(Debug)]
pub(super) enum Source<L: ThreadSafe + 'static> {
    Heap,
    Pool(&'static [pool::Cell<L>]),
}

impl<L: ThreadSafe> Copy for Source<L> {}

impl<L: ThreadSafe> Clone for Source<L> {
    fn clone(&self) -> Self {
        *self
    }
}

/// The one handle of a block, which belongs to the combinator.
#[derive(Debug)]
pub(super) enum Block<L: ThreadSafe + 'static> {
    #[allow(dead_code, reason = "without heap, nobody has one")]
    Heap(heap::Block<L>),
    Pool(pool::Block<L>),
}

impl<L: ThreadSafe + 'static> Block<L> {
    /// A block for so many children of the task of `waker`, if there is one.
    pub(super) fn new(source: &Source<L>, children: usize, waker: Waker) -> Result<Self, Waker> {
        match source {
            Source::Heap => heap::Block::new(children, waker).map(Self::Heap),
            Source::Pool(cells) => pool::Block::claim(cells, children, waker).map(Self::Pool),
        }
    }

    /// The raw waker of a child, borrowed from the block.
    #[inline]
    pub(super) fn raw(&self, child: usize) -> RawWaker {
        match self {
            Self::Heap(block) => block.raw(child),
            Self::Pool(block) => block.raw(child),
        }
    }

    /// The raw waker of a child, to keep.
    pub(super) fn clone_raw(&self, child: usize) -> RawWaker {
        match self {
            Self::Heap(block) => block.clone_raw(child),
            Self::Pool(block) => block.raw(child),
        }
    }

    /// Wakes a child.
    pub(super) fn wake(&self, child: usize) {
        match self {
            Self::Heap(block) => block.wake(child),
            Self::Pool(block) => block.wake(child),
        }
    }

    /// Sees to it that the task of `waker` is woken from now on.
    #[inline]
    pub(super) fn register(&mut self, waker: &Waker) {
        match self {
            Self::Heap(block) => block.register(waker),
            Self::Pool(block) => block.register(waker),
        }
    }

    /// Whether somebody was woken who was not visited since.
    pub(super) fn owes(&mut self) -> bool {
        match self {
            Self::Heap(block) => block.owes(),
            Self::Pool(block) => block.owes(),
        }
    }

    /// Begins a round: takes those who were woken, for [`each`](Self::each) to visit.
    #[inline]
    pub(super) fn take(&mut self) {
        match self {
            Self::Heap(block) => block.take(),
            Self::Pool(block) => block.take(),
        }
    }

    /// Visits those in `range` who were woken, with a raw waker that is borrowed from the block; the others
    /// stay for later.
    #[inline]
    pub(super) fn each<B>(
        &mut self,
        range: Range<usize>,
        mut visit: impl FnMut(usize, RawWaker) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        match self {
            Self::Heap(block) => block.each(range, &mut visit),
            Self::Pool(block) => block.each(range, &mut visit),
        }
    }
}
