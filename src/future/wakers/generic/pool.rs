//! Blocks in a static, for targets without heap.

use core::fmt;
use core::mem::size_of;
use core::ops::{ControlFlow, Range};
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::bits::{self, BITS};
use super::gate::{self, Gate};
use super::width;
use crate::lock::{Counter, ThreadSafe};

/// How many uses of a block its wakers tell apart.
const GENERATIONS: usize = width::BLOCK / BITS;

/// A block of a pool. It stays where it is for ever, so nobody counts its wakers: one that is kept when the
/// block is used anew is known by its generation.
///
/// # The Generation Rule
///
/// *A waker's data is the address of a block, aligned to its size, plus `usize::BITS` times the generation,
/// plus the number of the child.* It has no effect unless the generation is the one of now. Generations come
/// again, and a waker may have looked just before the block changed hands: then it wakes a child for
/// nothing, which is allowed.
#[repr(C)]
pub(super) struct Cell<L: ThreadSafe> {
    line: width::Block,
    gate: Gate<L>,
    /// Written by the owner, read by wakers.
    generation: L::Counter,
}

impl<L: ThreadSafe> Cell<L> {
    pub(super) const fn free() -> Self {
        Self { line: width::Block, gate: Gate::free(), generation: L::Counter::ZERO }
    }
}

/// The owner's handle of a block.
pub(super) struct Block<L: ThreadSafe + 'static>(&'static Cell<L>);

impl<L: ThreadSafe> Block<L> {
    /// One of the free `cells`, for so many children of the task of `waker`.
    pub(super) fn claim(
        cells: &'static [Cell<L>],
        children: usize,
        waker: Waker,
    ) -> Result<Self, Waker> {
        if children > gate::BITS {
            return Err(waker);
        }
        let Some(cell) = cells.iter().find(|cell| cell.gate.claim()) else { return Err(waker) };
        cell.generation.store((cell.generation.own() + 1) % GENERATIONS);
        // SAFETY: the Owner Rule: claimed.
        unsafe { cell.gate.reopen(waker) };
        Ok(Self(cell))
    }

    /// The raw waker of a child, of which there may be any number.
    #[inline]
    pub(super) fn raw(&self, child: usize) -> RawWaker {
        bits::check(child, gate::BITS);
        let start: *const () = core::ptr::from_ref(self.0).cast();
        let offset = self.0.generation.own() * BITS + child;
        RawWaker::new(start.wrapping_byte_add(offset), table::<L>())
    }

    /// Wakes a child.
    pub(super) fn wake(&self, child: usize) {
        bits::check(child, gate::BITS);
        self.0.gate.wake(1 << child);
    }

    /// Sees to it that `waker` is woken from now on.
    #[inline]
    pub(super) fn register(&mut self, waker: &Waker) {
        // SAFETY: the Owner Rule.
        unsafe { self.0.gate.register(waker) };
    }

    /// Whether somebody was woken who was not polled since.
    pub(super) fn owes(&mut self) -> bool {
        // SAFETY: the Owner Rule.
        unsafe { self.0.gate.owes() }
    }

    /// Takes what was woken, to be seen by [`each`](Self::each).
    #[inline]
    pub(super) fn take(&mut self) {
        // SAFETY: the Owner Rule.
        unsafe { self.0.gate.take() };
    }

    /// Goes through those in `range` who were woken.
    #[inline]
    pub(super) fn each<B>(
        &mut self,
        range: Range<usize>,
        visit: &mut impl FnMut(usize, RawWaker) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let this = &*self;
        // SAFETY: the Owner Rule.
        let left = unsafe { this.0.gate.left() };
        bits::visit(left, 0, &range, &mut |child| visit(child, this.raw(child)))
    }
}

impl<L: ThreadSafe> Drop for Block<L> {
    fn drop(&mut self) {
        // SAFETY: the Owner Rule.
        drop(unsafe { self.0.gate.close() });
    }
}

impl<L: ThreadSafe> fmt::Debug for Block<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Block").field(&self.0).finish()
    }
}

impl<L: ThreadSafe> fmt::Debug for Cell<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let generation = self.generation.load();
        f.debug_struct("Cell").field("gate", &self.gate).field("generation", &generation).finish()
    }
}

const _: () = assert!(GENERATIONS > 1);

// Not inlined, so that the address is the same wherever it is asked for: `will_wake` compares it.
#[inline(never)]
fn table<L: ThreadSafe + 'static>() -> &'static RawWakerVTable {
    &RawWakerVTable::new(|data| RawWaker::new(data, table::<L>()), wake::<L>, wake::<L>, |_| {})
}

fn wake<L: ThreadSafe + 'static>(data: *const ()) {
    const { assert!(size_of::<Cell<L>>() >= width::BLOCK) };
    let start = data.map_addr(|at| at & !(width::BLOCK - 1));
    // SAFETY: the Generation Rule: the address of a block, which lies in a static.
    let cell = unsafe { &*start.cast::<Cell<L>>() };
    let offset = data.addr() % width::BLOCK;
    if cell.generation.load() == offset / BITS {
        cell.gate.wake(1 << (offset % BITS));
    }
}
