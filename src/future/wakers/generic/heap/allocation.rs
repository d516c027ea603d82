//! The allocation of a block.
//!
//! ```text
//!  ┌──────┬────────┬─────────────┬────────┐
//!  │ head │ line 0 │     ...     │ line n │     lines only if the word in the head is not enough
//!  └──────┴────────┴─────────────┴────────┘
//! ```
//!
//! # The Count Rule
//!
//! *The allocation stays until `count` is 0: its owner counts as one, and so does each waker that is not merely
//! borrowed from a poll.* Who takes the count to 0 frees it.
//!
//! So its parts are reached one by one, through a [`Raw`]: another thread may free the allocation while a step
//! on `count` has not returned, and then no reference to more than that word may be around (the *Last Step*).

use alloc::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use core::ptr::NonNull;
use core::task::Waker;

use super::super::gate::Gate;
use super::super::width;
use super::tree::{Line, Shape};
use crate::lock::{State, ThreadSafe};

/// What an allocation begins with. On 64-bit, it is one cache line.
#[repr(C)]
struct Head<L> {
    line: width::Line,
    gate: Gate<L>,
    count: State<L>,
    children: usize,
}

/// More wakers than that are a leak: they would fill the memory.
const MOST: usize = usize::MAX / 2;

/// The address of a block. Whoever uses it keeps the Count Rule.
pub(super) struct Raw<L>(NonNull<Head<L>>);

impl<L> Copy for Raw<L> {}

impl<L> Clone for Raw<L> {
    fn clone(&self) -> Self {
        *self
    }
}

fn layout<L>(children: usize) -> (Layout, usize) {
    let lines = Layout::array::<Line<L>>(Shape::of(children).lines()).ok();
    let both = lines.and_then(|lines| Layout::new::<Head<L>>().extend(lines).ok());
    both.expect("so many children fill the address space")
}

impl<L: ThreadSafe> Raw<L> {
    /// A block for so many children of the task of `waker`; its owner counts.
    pub(super) fn new(children: usize, waker: Waker) -> Self {
        let (layout, offset) = layout::<L>(children);
        // SAFETY: a head has a size.
        let start = unsafe { alloc(layout) };
        let Some(start) = NonNull::new(start) else { handle_alloc_error(layout) };
        let this = Self(start.cast());
        let (gate, count) = (Gate::open(waker), State::new(1));
        // SAFETY: the start of the allocation, aligned by the layout.
        unsafe { this.0.write(Head { line: width::Line, gate, count, children }) };
        // SAFETY: the layout has the lines at this offset.
        let lines = unsafe { start.add(offset) }.cast::<Line<L>>();
        for index in 0..Shape::of(children).lines() {
            // SAFETY: in bounds of the allocation.
            let line = unsafe { lines.add(index) };
            // SAFETY: likewise, and aligned.
            unsafe { line.write(Line::new(index)) };
            // SAFETY: just written.
            unsafe { line.as_ref() }.appear();
        }
        // SAFETY: the caller counts.
        unsafe { this.gate() }.appear();
        // SAFETY: likewise.
        unsafe { this.count() }.appear();
        this
    }

    /// The block whose head this is.
    pub(super) const fn of_head(head: NonNull<()>) -> Self {
        Self(head.cast())
    }

    /// The block of the line here.
    ///
    /// # Safety
    ///
    /// It is one of a block. The Count Rule.
    pub(super) unsafe fn of_line(line: NonNull<Line<L>>) -> Self {
        // SAFETY: the Count Rule.
        let index = unsafe { line.as_ref() }.index();
        // SAFETY: the lines begin that many before it.
        let first = unsafe { line.sub(index) };
        // SAFETY: the head is before them: both are aligned alike.
        Self(unsafe { first.cast::<Head<L>>().sub(1) })
    }

    pub(super) const fn head(self) -> NonNull<()> {
        self.0.cast()
    }

    /// # Safety
    ///
    /// The Count Rule, for as long as the result is used.
    #[inline(always)]
    pub(super) unsafe fn gate<'a>(self) -> &'a Gate<L> {
        // SAFETY: says the caller.
        unsafe { &(*self.0.as_ptr()).gate }
    }

    /// The gate, for whoever has the block for himself.
    ///
    /// # Safety
    ///
    /// The Count Rule, for as long as the result is used; nobody else counts.
    pub(super) unsafe fn gate_mut<'a>(self) -> &'a mut Gate<L> {
        // SAFETY: says the caller.
        unsafe { &mut (*self.0.as_ptr()).gate }
    }

    /// # Safety
    ///
    /// The Count Rule, for as long as the result is used.
    #[inline(always)]
    pub(super) unsafe fn count<'a>(self) -> &'a State<L> {
        // SAFETY: says the caller.
        unsafe { &(*self.0.as_ptr()).count }
    }

    /// # Safety
    ///
    /// The Count Rule.
    #[inline(always)]
    pub(super) unsafe fn children(self) -> usize {
        // SAFETY: says the caller; never written after it was made.
        unsafe { (*self.0.as_ptr()).children }
    }

    /// # Safety
    ///
    /// The Count Rule; there are that many lines.
    #[inline(always)]
    pub(super) unsafe fn line(self, index: usize) -> NonNull<Line<L>> {
        // SAFETY: the lines begin where the head ends: both are aligned alike.
        let first = unsafe { self.0.add(1) }.cast::<Line<L>>();
        // SAFETY: in bounds, says the caller.
        unsafe { first.add(index) }
    }

    /// Sets the bit of a leaf, and what that sets above it.
    ///
    /// # Safety
    ///
    /// The Count Rule; there are that many leaves.
    pub(super) unsafe fn wake(self, leaf: usize, bit: usize) {
        // SAFETY: the Count Rule.
        let children = unsafe { self.children() };
        // SAFETY: a shape asks for lines that it has.
        let line = |index| unsafe { self.line(index) };
        // SAFETY: the Count Rule.
        let line = |index| unsafe { &*line(index).as_ptr() };
        if let Some(bit) = Shape::of(children).set(line, leaf, bit) {
            // SAFETY: the Count Rule.
            unsafe { self.gate() }.wake(bit);
        }
    }

    /// One more waker.
    ///
    /// # Safety
    ///
    /// The Count Rule.
    pub(super) unsafe fn count_up(self) {
        // SAFETY: the Count Rule.
        let count = unsafe { self.count() };
        if count.add(1) > MOST {
            count.add(usize::MAX);
            panic!("too many wakers of one combinator");
        }
    }

    /// One less.
    ///
    /// # Safety
    ///
    /// The Count Rule: the caller counted, and does nothing with the block after this.
    pub(super) unsafe fn count_down(self) {
        // SAFETY: the Count Rule.
        if unsafe { self.count() }.add(usize::MAX) == 1 {
            // SAFETY: it was the last. The slot is empty: the owner has gone, and all who rang.
            unsafe { self.free() };
        }
    }

    /// # Safety
    ///
    /// Nobody uses the block any more; the slot of its gate is empty.
    #[cold]
    pub(super) unsafe fn free(self) {
        // SAFETY: not freed yet.
        let (layout, _) = layout::<L>(unsafe { self.children() });
        // SAFETY: allocated with this layout. What is in it needs no drop.
        unsafe { dealloc(self.0.as_ptr().cast(), layout) };
    }
}
