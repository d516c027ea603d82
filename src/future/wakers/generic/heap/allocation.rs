//! The allocation of a block.
//!
//! ```text
//!  ┌────────┬──────┐                                the word in the head is enough
//!  │ offset │ head │
//!  └────────┴──────┘
//!  ┌──────┬────────┬─────────────┬────────┐
//!  │ head │ line 0 │     ...     │ line n │         there are lines for all
//!  └──────┴────────┴─────────────┴────────┘
//! ```
//!
//! Heads are aligned to a line. Allocators take much longer for that than for 48 bytes more (100 ns in glibc), so
//! the small one asks for less, and puts the head where it is aligned.
//!
//! # The Count Rule
//!
//! *The allocation stays until `count` is 0: its owner counts as one, and so does each waker that is not merely
//! borrowed from a poll.* Who takes the count to 0 frees it.
//!
//! So its parts are reached one by one, through a [`Raw`]: another thread may free the allocation while a step
//! on `count` has not returned, and then no reference to more than that word may be around (the *Last Step*).

use alloc::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use core::mem::size_of;
use core::ptr::NonNull;
use core::task::Waker;

use super::super::gate::{self, Gate};
use super::super::width;
use super::tree::{Line, Shape};
use crate::lock::{State, ThreadSafe};

/// What every block has. On 64-bit, it is one cache line.
#[repr(C)]
struct Head<L> {
    line: width::Line,
    gate: Gate<L>,
    count: State<L>,
    extent: Extent,
}

/// How many children there are, or, if the word in the head is enough for them, the offset: that is less.
#[derive(Clone, Copy)]
pub(super) struct Extent(usize);

/// What every allocator aligns to.
const LOOSE: usize = 2 * size_of::<usize>();

const _: () = assert!(width::LINE - LOOSE <= gate::BITS);

impl Extent {
    /// `Some` if there are lines.
    #[inline(always)]
    pub(super) const fn shape(self) -> Option<Shape> {
        if self.0 <= gate::BITS { None } else { Some(Shape::of(self.0)) }
    }

    /// How many children there can be.
    #[inline(always)]
    pub(super) const fn places(self) -> usize {
        if self.0 <= gate::BITS { gate::BITS } else { self.0 }
    }

    /// The layout of the allocation, and the offset of the head.
    fn layout<L>(self) -> (Layout, usize) {
        match self.shape() {
            None => (small_layout::<L>(), self.0),
            Some(shape) => (large_layout::<L>(shape), 0),
        }
    }
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

fn small_layout<L>() -> Layout {
    let size = size_of::<Head<L>>() + width::LINE - LOOSE;
    Layout::from_size_align(size, LOOSE).expect("a head is small")
}

fn large_layout<L>(shape: Shape) -> Layout {
    let lines = Layout::array::<Line<L>>(shape.lines()).ok();
    let both = lines.and_then(|lines| Layout::new::<Head<L>>().extend(lines).ok());
    let (layout, first) = both.expect("so many children fill the address space");
    debug_assert_eq!(first, size_of::<Head<L>>());
    layout
}

/// Memory of this layout.
///
/// # Safety
///
/// It has a size.
unsafe fn allocate(layout: Layout) -> NonNull<u8> {
    // SAFETY: says the caller.
    let start = unsafe { alloc(layout) };
    NonNull::new(start).unwrap_or_else(|| handle_alloc_error(layout))
}

impl<L: ThreadSafe> Raw<L> {
    /// A block for so many children of the task of `waker`; its owner counts.
    pub(super) fn new(children: usize, waker: Waker) -> Self {
        if children <= gate::BITS { Self::small(waker) } else { Self::large(children, waker) }
    }

    fn small(waker: Waker) -> Self {
        // SAFETY: a head has a size.
        let start = unsafe { allocate(small_layout::<L>()) };
        let offset = start.addr().get().wrapping_neg() % width::LINE;
        // SAFETY: the layout has room for it.
        let head = Self(unsafe { start.add(offset) }.cast());
        // SAFETY: in the allocation, and aligned.
        unsafe { head.write(waker, Extent(offset)) };
        head
    }

    fn large(children: usize, waker: Waker) -> Self {
        let shape = Shape::of(children);
        // SAFETY: likewise.
        let this = Self(unsafe { allocate(large_layout::<L>(shape)) }.cast());
        // SAFETY: the start of the allocation, aligned by the layout.
        unsafe { this.write(waker, Extent(children)) };
        for index in 0..shape.lines() {
            // SAFETY: the layout has so many lines.
            let line = unsafe { this.line(index) };
            // SAFETY: in the allocation, and aligned.
            unsafe { line.write(Line::new(index)) };
            // SAFETY: just written.
            unsafe { line.as_ref() }.appear();
        }
        this
    }

    /// # Safety
    ///
    /// It is the address of a head.
    unsafe fn write(self, waker: Waker, extent: Extent) {
        let (gate, count) = (Gate::open(waker), State::new(1));
        // SAFETY: says the caller.
        unsafe { self.0.write(Head { line: width::Line, gate, count, extent }) };
        // SAFETY: the caller counts.
        unsafe { self.gate() }.appear();
        // SAFETY: likewise.
        unsafe { self.count() }.appear();
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
    pub(super) unsafe fn extent(self) -> Extent {
        // SAFETY: says the caller; never written after it was made.
        unsafe { (*self.0.as_ptr()).extent }
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
    /// The Count Rule; the shape is that of the block, and there are that many leaves.
    pub(super) unsafe fn wake(self, shape: Shape, leaf: usize, bit: usize) {
        // SAFETY: a shape asks for lines that it has.
        let line = |index| unsafe { self.line(index) };
        // SAFETY: the Count Rule.
        let line = |index| unsafe { &*line(index).as_ptr() };
        if let Some(bit) = shape.set(line, leaf, bit) {
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
        let (layout, offset) = unsafe { self.extent() }.layout::<L>();
        // SAFETY: that is where the allocation starts.
        let start = unsafe { self.0.cast::<u8>().sub(offset) };
        // SAFETY: allocated with this layout. What is in it needs no drop.
        unsafe { dealloc(start.as_ptr(), layout) };
    }
}
