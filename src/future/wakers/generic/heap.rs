//! A block in an allocation, which its owner and the wakers free together.

use alloc::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use core::fmt;
use core::ops::{ControlFlow, Range};
use core::ptr::NonNull;
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::gate::{self, Gate};
use super::tree::{self, Line};
use super::width;
use crate::lock::{State, ThreadSafe};

/// What an allocation begins with. Up to [`gate::BITS`] children need no more than that: on 64-bit, it is one
/// cache line.
///
/// # The Count Rule
///
/// *The allocation stays until `count` is 0: its owner is one, and so is each waker that is not merely
/// borrowed from a poll.* Who takes the count to 0 frees it.
///
/// # The Line Rule
///
/// *A waker's data is the address of a line, aligned to [`width::LINE`], plus a number below
/// `usize::BITS`: which bit is its own. If there are more children than [`gate::BITS`], that is a line of the
/// tree behind the head, otherwise it is the head.* The pointers are made of the one to the allocation,
/// and so reach all of it.
#[repr(C)]
struct Head<L> {
    line: width::Line,
    gate: Gate<L>,
    count: State<L>,
    children: usize,
}

/// More than that many wakers are a leak: they would fill the memory.
const MOST: usize = usize::MAX / 2;

/// The owner's handle of a block.
pub(super) struct Block<L: ThreadSafe>(NonNull<Head<L>>);

// SAFETY: a block is made to be used by several threads, except for what the Owner Rule says: that moves with
// the handle.
unsafe impl<L: ThreadSafe> Send for Block<L> {}
// SAFETY: a shared handle does nothing but `raw`, `clone_waker` and `wake`, which any thread may do.
unsafe impl<L: ThreadSafe> Sync for Block<L> {}

impl<L: ThreadSafe> Block<L> {
    /// A block for so many children of the task of `waker`. Never an error, because memory that is out ends
    /// the program.
    pub(super) fn new(children: usize, waker: Waker) -> Result<Self, Waker> {
        let (layout, offset) = layout::<L>(children);
        // SAFETY: a head has a size.
        let start = unsafe { alloc(layout) };
        let Some(start) = NonNull::new(start) else { handle_alloc_error(layout) };
        let head = start.cast::<Head<L>>();
        let (gate, count) = (Gate::open(waker), State::new(1));
        // SAFETY: the start of the allocation, aligned by the layout.
        unsafe { head.write(Head { line: width::Line, gate, count, children }) };
        // SAFETY: the layout has the lines at this offset.
        let lines = unsafe { start.add(offset) }.cast::<Line<L>>();
        for index in 0..tree::lines(children) {
            // SAFETY: in bounds of the allocation.
            let line = unsafe { lines.add(index) };
            // SAFETY: likewise, and aligned.
            unsafe { line.write(Line::new(index)) };
            // SAFETY: just written.
            unsafe { line.as_ref() }.appear();
        }
        let block = Self(head);
        block.gate().appear();
        block.count().appear();
        Ok(block)
    }

    /// Anew, because what was made from it is not to outlive the count.
    fn gate(&self) -> &Gate<L> {
        // SAFETY: the Count Rule: the owner counts.
        unsafe { gate_of(self.0) }
    }

    fn count(&self) -> &State<L> {
        // SAFETY: likewise.
        unsafe { count_of(self.0) }
    }

    fn children(&self) -> usize {
        // SAFETY: likewise; never written after it was made.
        unsafe { (*self.0.as_ptr()).children }
    }

    /// The raw waker of a child, which counts nothing.
    #[inline]
    pub(super) fn raw(&self, child: usize) -> RawWaker {
        if self.children() <= gate::BITS {
            let data = self.0.as_ptr().cast::<()>().wrapping_byte_add(child);
            return RawWaker::new(data, small::<L>());
        }
        // SAFETY: in bounds: the child has a leaf.
        let line = unsafe { line_ptr(self.0, child / tree::BITS) };
        let data = line.as_ptr().cast::<()>().wrapping_byte_add(child % tree::BITS);
        RawWaker::new(data, large::<L>())
    }

    /// The raw waker of a child, to keep.
    pub(super) fn clone_raw(&self, child: usize) -> RawWaker {
        count_up(self.count());
        self.raw(child)
    }

    /// Wakes a child.
    pub(super) fn wake(&self, child: usize) {
        if self.children() <= gate::BITS {
            return self.gate().wake(1 << child);
        }
        // SAFETY: the Count Rule, and the child has a leaf.
        unsafe { wake_leaf(self.0, child / tree::BITS, 1 << (child % tree::BITS)) };
    }

    /// Sees to it that `waker` is woken from now on.
    #[inline]
    pub(super) fn register(&mut self, waker: &Waker) {
        // SAFETY: the Owner Rule.
        unsafe { self.gate().register(waker) };
    }

    /// Whether somebody was woken who was not polled since.
    pub(super) fn owes(&mut self) -> bool {
        // SAFETY: the Owner Rule.
        unsafe { self.gate().owes() }
    }

    /// Takes what was woken, to be seen by [`each`](Self::each).
    #[inline]
    pub(super) fn take(&mut self) {
        // SAFETY: the Owner Rule.
        unsafe { self.gate().take() };
    }

    /// Goes through those in `range` who were woken.
    #[inline]
    pub(super) fn each<B>(
        &mut self,
        range: Range<usize>,
        visit: &mut impl FnMut(&Self, usize) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let (this, children) = (&*self, self.children());
        // SAFETY: the Owner Rule.
        let left = unsafe { this.gate().left() };
        let visit = &mut |child| visit(this, child);
        if children <= gate::BITS {
            return tree::leaf(left, 0, &range, visit);
        }
        // SAFETY: in bounds: the tree asks for lines that it has.
        let line = |level, at| unsafe { line_of::<L>(this.0, tree::begin(children, level) + at) };
        tree::branch(left, (0, tree::height(children)), &range, &line, visit)
    }
}

impl<L: ThreadSafe> Drop for Block<L> {
    fn drop(&mut self) {
        if self.count().load() == 1 {
            // Nobody else has a waker, and nobody can get one.
            // SAFETY: the Count Rule: the owner has the block for himself.
            let waker = unsafe { &mut (*self.0.as_ptr()).gate }.slot().take();
            // SAFETY: likewise.
            unsafe { free(self.0) };
            return drop(waker);
        }
        // SAFETY: the Owner Rule.
        let waker = unsafe { self.gate().close() };
        // SAFETY: the Count Rule: the owner's.
        unsafe { count_down(self.0) };
        drop(waker);
    }
}

impl<L: ThreadSafe> fmt::Debug for Block<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wakers = self.count().load() - 1;
        f.debug_struct("Block").field("gate", self.gate()).field("wakers", &wakers).finish()
    }
}

fn layout<L>(children: usize) -> (Layout, usize) {
    let lines = Layout::array::<Line<L>>(tree::lines(children)).ok();
    let both = lines.and_then(|lines| Layout::new::<Head<L>>().extend(lines).ok());
    both.expect("so many children fill the address space")
}

// The parts of a block. Each is reached on its own: another thread may free the block while a step on `count`
// has not returned, and then no reference that spans more than the word may be around (the Last Step).

/// # Safety
///
/// The Count Rule, for as long as the result is used.
#[inline(always)]
unsafe fn gate_of<'a, L>(head: NonNull<Head<L>>) -> &'a Gate<L> {
    // SAFETY: alive, says the caller.
    unsafe { &(*head.as_ptr()).gate }
}

/// # Safety
///
/// The Count Rule, for as long as the result is used.
#[inline(always)]
unsafe fn count_of<'a, L>(head: NonNull<Head<L>>) -> &'a State<L> {
    // SAFETY: alive, says the caller.
    unsafe { &(*head.as_ptr()).count }
}

/// # Safety
///
/// There are that many lines.
#[inline(always)]
unsafe fn line_ptr<L>(head: NonNull<Head<L>>, index: usize) -> NonNull<Line<L>> {
    // SAFETY: the lines begin where the head ends: both are aligned alike.
    let first = unsafe { head.add(1) }.cast::<Line<L>>();
    // SAFETY: in bounds, says the caller.
    unsafe { first.add(index) }
}

/// # Safety
///
/// There are that many lines; the Count Rule, for as long as the result is used.
#[inline(always)]
unsafe fn line_of<'a, L>(head: NonNull<Head<L>>, index: usize) -> &'a Line<L> {
    // SAFETY: says the caller.
    let line = unsafe { line_ptr(head, index) };
    // SAFETY: alive, says the caller.
    unsafe { &*line.as_ptr() }
}

fn count_up<L: ThreadSafe>(count: &State<L>) {
    if count.add(1) > MOST {
        count.add(usize::MAX);
        panic!("too many wakers of one combinator");
    }
}

/// # Safety
///
/// The Count Rule: the caller counts, and does no more after this.
unsafe fn count_down<L: ThreadSafe>(head: NonNull<Head<L>>) {
    // SAFETY: the Count Rule.
    if unsafe { count_of(head) }.add(usize::MAX) == 1 {
        // SAFETY: the Count Rule: it was the last.
        unsafe { free(head) };
    }
}

/// # Safety
///
/// Nobody uses the block any more; the slot of the gate is empty.
#[cold]
unsafe fn free<L>(head: NonNull<Head<L>>) {
    // SAFETY: alive, says the caller; never written after it was made.
    let (layout, _) = layout::<L>(unsafe { (*head.as_ptr()).children });
    // SAFETY: allocated with this layout. What is in it needs no drop: the slot is empty.
    unsafe { dealloc(head.as_ptr().cast(), layout) };
}

/// # Safety
///
/// The Count Rule; there are that many leaves.
unsafe fn wake_leaf<L: ThreadSafe>(head: NonNull<Head<L>>, leaf: usize, bit: usize) {
    // SAFETY: the Count Rule; never written after it was made.
    let children = unsafe { (*head.as_ptr()).children };
    // SAFETY: in bounds: the tree asks for lines that it has.
    let line = |index| unsafe { line_of::<L>(head, index) };
    if let Some(bit) = tree::set(line, children, leaf, bit) {
        // SAFETY: the Count Rule.
        unsafe { gate_of(head) }.wake(bit);
    }
}

// The wakers. They are not inlined, because the address of a table is to be the same wherever it is asked for:
// `will_wake` compares it.

#[inline(never)]
fn small<L: ThreadSafe>() -> &'static RawWakerVTable {
    &RawWakerVTable::new(
        |data| clone(small_head::<L>(data), data, small::<L>()),
        |data| wake(small_head::<L>(data), data, small_wake::<L>),
        small_wake::<L>,
        // SAFETY: the Count Rule: the waker's.
        |data| unsafe { count_down(small_head::<L>(data)) },
    )
}

#[inline(never)]
fn large<L: ThreadSafe>() -> &'static RawWakerVTable {
    &RawWakerVTable::new(
        |data| clone(large_head::<L>(data), data, large::<L>()),
        |data| wake(large_head::<L>(data), data, large_wake::<L>),
        large_wake::<L>,
        // SAFETY: the Count Rule: the waker's.
        |data| unsafe { count_down(large_head::<L>(data)) },
    )
}

/// The line of a waker's data.
fn line_at<T>(data: *const ()) -> NonNull<T> {
    let line = data.map_addr(|at| at & !(width::LINE - 1));
    // SAFETY: the Line Rule: the address of a line, and so not null.
    unsafe { NonNull::new_unchecked(line.cast_mut().cast()) }
}

/// The bit of a waker's data.
fn bit_at(data: *const ()) -> usize {
    1 << (data.addr() % width::LINE)
}

fn small_head<L>(data: *const ()) -> NonNull<Head<L>> {
    line_at(data)
}

fn large_head<L: ThreadSafe>(data: *const ()) -> NonNull<Head<L>> {
    let line = line_at::<Line<L>>(data);
    // SAFETY: the Line Rule, the Count Rule: alive.
    let index = unsafe { line.as_ref() }.index();
    // SAFETY: the Line Rule: that many lines before it the lines begin.
    let first = unsafe { line.sub(index) };
    // SAFETY: the head ends where the lines begin.
    unsafe { first.cast::<Head<L>>().sub(1) }
}

fn clone<L: ThreadSafe>(
    head: NonNull<Head<L>>,
    data: *const (),
    table: &'static RawWakerVTable,
) -> RawWaker {
    // SAFETY: the Count Rule: a waker that is there counts, or its owner does.
    count_up(unsafe { count_of(head) });
    RawWaker::new(data, table)
}

/// Wakes, and counts down also if the waker of the task panics.
fn wake<L: ThreadSafe>(head: NonNull<Head<L>>, data: *const (), wake: unsafe fn(*const ())) {
    struct Last<L: ThreadSafe>(NonNull<Head<L>>);
    impl<L: ThreadSafe> Drop for Last<L> {
        fn drop(&mut self) {
            // SAFETY: the Count Rule: the waker's.
            unsafe { count_down(self.0) };
        }
    }
    let _last = Last(head);
    // SAFETY: the waker counts until `_last` is dropped.
    unsafe { wake(data) };
}

fn small_wake<L: ThreadSafe>(data: *const ()) {
    // SAFETY: the Count Rule.
    unsafe { gate_of(small_head::<L>(data)) }.wake(bit_at(data));
}

fn large_wake<L: ThreadSafe>(data: *const ()) {
    // SAFETY: the Line Rule, the Count Rule: alive.
    let leaf = unsafe { line_at::<Line<L>>(data).as_ref() }.index();
    // SAFETY: the Count Rule; the leaf is one.
    unsafe { wake_leaf(large_head::<L>(data), leaf, bit_at(data)) };
}
