//! A channel in one allocation, with the cells of its ring behind it.

use alloc::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::{Anchor, Blank, Tail};

/// A channel that can lie in an allocation of its own.
///
/// # Safety
///
/// If the channel was made of a [`Tail`], `tail_len` is the number of its cells, and they are `Cell`s;
/// otherwise `tail_len` is 0.
pub unsafe trait Allocated {
    /// What lies behind the channel.
    type Cell;

    /// How many of them. Asked by whoever has the channel for himself.
    fn tail_len(&self) -> usize;
}

/// The handle of a channel in an allocation that belongs to its ends together.
///
/// It is one pointer, and a copy of it counts nothing: the channel itself knows when its last end has
/// gone, and that one frees it.
pub struct Shared<C> {
    channel: NonNull<C>,
    owns: PhantomData<C>,
}

impl<C: Allocated> Shared<C> {
    /// Allocates a channel of `len` cells, which `make` builds around them.
    ///
    /// # Panics
    ///
    /// If `len` cells are more than the address space holds.
    pub(super) fn with_tail(len: usize, make: impl FnOnce(Tail<C::Cell>) -> C) -> Self
    where
        C::Cell: Blank,
    {
        let (layout, offset) = layout::<C>(len).expect("a channel of that capacity is too large");
        // SAFETY: a channel has a size: it holds a count of its ends at least.
        let block = unsafe { alloc(layout) };
        let Some(block) = NonNull::new(block) else { handle_alloc_error(layout) };
        // SAFETY: the layout has the cells at this offset.
        let first = unsafe { block.add(offset) }.cast::<C::Cell>();
        for index in 0..len {
            // SAFETY: in bounds of the allocation.
            let cell = unsafe { first.add(index) };
            // SAFETY: likewise, and aligned.
            unsafe { cell.write(C::Cell::BLANK) };
        }
        let channel = block.cast::<C>();
        // SAFETY: the cells live as long as the channel: `free` ends both. If `make` panics, the
        // allocation leaks.
        let made = make(unsafe { Tail::new(first, len) });
        debug_assert_eq!(made.tail_len(), len);
        // SAFETY: the start of the allocation, aligned by the layout.
        unsafe { channel.write(made) };
        Self { channel, owns: PhantomData }
    }

    /// Allocates a channel that has no cells.
    pub(super) fn new(channel: C) -> Self
    where
        C: Allocated<Cell = ()>,
    {
        Self::with_tail(0, |_| channel)
    }
}

fn layout<C: Allocated>(len: usize) -> Option<(Layout, usize)> {
    let cells = Layout::array::<C::Cell>(len).ok()?;
    Layout::new::<C>().extend(cells).ok()
}

impl Blank for () {
    const BLANK: Self = ();
}

impl<C> Clone for Shared<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Shared<C> {}

/// An allocation that ends with this, also if a destructor in it panics.
struct Block {
    start: NonNull<u8>,
    layout: Layout,
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout, and made by the last who uses it.
        unsafe { dealloc(self.start.as_ptr(), self.layout) };
    }
}

// SAFETY: the allocation stays until `free`.
unsafe impl<C: Allocated> Anchor for Shared<C> {
    type Channel = C;

    #[inline(always)]
    fn channel(&self) -> &C {
        // SAFETY: the Anchor Rule: not freed yet.
        unsafe { self.channel.as_ref() }
    }

    #[inline(never)]
    unsafe fn free(self) {
        let len = self.channel().tail_len();
        if let Some((layout, _)) = layout::<C>(len) {
            let _block = Block { start: self.channel.cast(), layout };
            // SAFETY: the caller is the last: nobody else sees the channel.
            unsafe { self.channel.drop_in_place() };
        }
    }
}

// SAFETY: an anchor shares the channel (`C: Sync`), and the last one drops it (`C: Send`).
unsafe impl<C: Send + Sync> Send for Shared<C> {}
// SAFETY: a shared anchor does nothing but share the channel.
unsafe impl<C: Send + Sync> Sync for Shared<C> {}

// It points to the channel, which stays where it is.
impl<C> Unpin for Shared<C> {}

impl<C> fmt::Debug for Shared<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared(..)")
    }
}
