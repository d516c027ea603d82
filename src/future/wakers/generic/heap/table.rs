//! The wakers of a block.
//!
//! # The Line Rule
//!
//! *A waker's data is the address of a line, which is a multiple of [`width::LINE`], plus the number of the
//! bit in it that the waker sets. It is the head if the word in there has a bit for each child, and else a
//! leaf of the tree.* The pointers are made from the one to the allocation, and so reach all of it.
//!
//! A waker counts (the *Count Rule*), unless it is borrowed: then the owner does.

use core::ptr::NonNull;
use core::task::{RawWaker, RawWakerVTable};

use super::super::bits::BITS;
use super::super::width;
use super::allocation::Raw;
use super::tree::Line;
use crate::lock::ThreadSafe;

/// The data of the waker of a child, if the head has a bit for each.
#[inline(always)]
pub(super) fn small_data<L: ThreadSafe>(block: Raw<L>, child: usize) -> *const () {
    block.head().as_ptr().wrapping_byte_add(child)
}

/// The data of the waker of a child, if there are leaves.
///
/// # Safety
///
/// The Count Rule; there is such a child.
#[inline(always)]
pub(super) unsafe fn large_data<L: ThreadSafe>(block: Raw<L>, child: usize) -> *const () {
    // SAFETY: says the caller.
    let leaf = unsafe { block.line(child / BITS) };
    leaf.as_ptr().cast::<()>().wrapping_byte_add(child % BITS)
}

// Not inlined, so that the address is the same wherever it is asked for: `will_wake` compares it.

/// The table of such wakers.
#[inline(never)]
pub(super) fn small<L: ThreadSafe>() -> &'static RawWakerVTable {
    &RawWakerVTable::new(
        |data| clone(small_block::<L>(data), data, small::<L>()),
        |data| wake(small_block::<L>(data), data, small_wake::<L>),
        small_wake::<L>,
        // SAFETY: the Count Rule: the waker's.
        |data| unsafe { small_block::<L>(data).count_down() },
    )
}

/// Likewise.
#[inline(never)]
pub(super) fn large<L: ThreadSafe>() -> &'static RawWakerVTable {
    &RawWakerVTable::new(
        |data| clone(large_block::<L>(data), data, large::<L>()),
        |data| wake(large_block::<L>(data), data, large_wake::<L>),
        large_wake::<L>,
        // SAFETY: the Count Rule: the waker's.
        |data| unsafe { large_block::<L>(data).count_down() },
    )
}

fn line_at<T>(data: *const ()) -> NonNull<T> {
    let line = data.map_addr(|at| at & !(width::LINE - 1));
    // SAFETY: the Line Rule: the address of a line is not null.
    unsafe { NonNull::new_unchecked(line.cast_mut().cast()) }
}

fn bit_at(data: *const ()) -> usize {
    1 << (data.addr() % width::LINE)
}

fn small_block<L: ThreadSafe>(data: *const ()) -> Raw<L> {
    Raw::of_head(line_at(data))
}

fn large_block<L: ThreadSafe>(data: *const ()) -> Raw<L> {
    // SAFETY: the Line Rule; the Count Rule.
    unsafe { Raw::of_line(line_at::<Line<L>>(data)) }
}

fn clone<L: ThreadSafe>(
    block: Raw<L>,
    data: *const (),
    table: &'static RawWakerVTable,
) -> RawWaker {
    // SAFETY: the Count Rule.
    unsafe { block.count_up() };
    RawWaker::new(data, table)
}

/// Counts down also if the waker of the task panics.
fn wake<L: ThreadSafe>(block: Raw<L>, data: *const (), wake: fn(*const ())) {
    struct Last<L: ThreadSafe>(Raw<L>);
    impl<L: ThreadSafe> Drop for Last<L> {
        fn drop(&mut self) {
            // SAFETY: the Count Rule: the waker's.
            unsafe { self.0.count_down() };
        }
    }
    let _last = Last(block);
    wake(data);
}

fn small_wake<L: ThreadSafe>(data: *const ()) {
    // SAFETY: the Count Rule.
    unsafe { small_block::<L>(data).gate() }.wake(bit_at(data));
}

fn large_wake<L: ThreadSafe>(data: *const ()) {
    // SAFETY: the Line Rule; the Count Rule.
    let leaf = unsafe { line_at::<Line<L>>(data).as_ref() }.index();
    let block = large_block::<L>(data);
    // SAFETY: the Count Rule.
    if let Some(shape) = unsafe { block.extent() }.shape() {
        // SAFETY: the Line Rule; the Count Rule.
        unsafe { block.wake(shape, leaf, bit_at(data)) };
    }
}
