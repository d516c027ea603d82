//! Where the cells of a ring lie: in the channel itself, or behind it in the same allocation.

use core::fmt;
use core::ptr::NonNull;

/// A cell that nothing has been put in.
pub trait Blank {
    /// Such a cell.
    #[allow(clippy::declare_interior_mutable_const, reason = "a constructor, used as a value")]
    const BLANK: Self;
}

/// A fixed number of cells, which are reached by number.
///
/// Cells have no destructor that runs here: whoever put something into one takes it out.
///
/// # Safety
///
/// *The Storage Rule*: `capacity` is always the same, `cells` points to that many cells, and they stay
/// in place and alive as long as the storage is borrowed. No other storage has them. `span` is what its
/// documentation says.
pub unsafe trait Storage {
    /// What it is made of.
    type Cell;

    /// How many there are.
    fn capacity(&self) -> usize;

    /// The least power of two that is not below `capacity`.
    fn span(&self) -> usize;

    /// The first of them.
    fn cells(&self) -> *const Self::Cell;

    /// The cell of that number.
    ///
    /// # Safety
    ///
    /// `index` is less than `capacity`.
    #[inline(always)]
    unsafe fn cell(&self, index: usize) -> &Self::Cell {
        debug_assert!(index < self.capacity());
        // SAFETY: the Storage Rule; the index is in bounds.
        let cell = unsafe { self.cells().add(index) };
        // SAFETY: likewise.
        unsafe { &*cell }
    }
}

/// Cells inside of the channel, their number in its type.
pub struct Inline<C, const N: usize>([C; N]);

impl<C: Blank, const N: usize> Inline<C, N> {
    /// `N` blank cells.
    ///
    /// A channel without room for a value does not compile: see `rendezvous`.
    pub const fn new() -> Self {
        const { assert!(N > 0, "a channel of capacity 0 is a rendezvous") };
        Self([const { C::BLANK }; N])
    }
}

impl<C: Blank, const N: usize> Default for Inline<C, N> {
    fn default() -> Self {
        Self::new()
    }
}

// SAFETY: the array.
unsafe impl<C, const N: usize> Storage for Inline<C, N> {
    type Cell = C;

    #[inline(always)]
    fn capacity(&self) -> usize {
        N
    }

    #[inline(always)]
    fn span(&self) -> usize {
        const { N.next_power_of_two() }
    }

    #[inline(always)]
    fn cells(&self) -> *const C {
        self.0.as_ptr()
    }
}

impl<C, const N: usize> fmt::Debug for Inline<C, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inline({N})")
    }
}

/// Cells behind the channel, in the allocation that `Shared` made for both.
pub struct Tail<C> {
    first: NonNull<C>,
    len: usize,
    span: usize,
}

impl<C> Tail<C> {
    /// # Safety
    ///
    /// From `first` on there are `len` cells, which outlive this.
    #[cfg(feature = "alloc")]
    pub(super) const unsafe fn new(first: NonNull<C>, len: usize) -> Self {
        Self { first, len, span: len.next_power_of_two() }
    }
}

// SAFETY: the contract of `Tail::new`.
unsafe impl<C> Storage for Tail<C> {
    type Cell = C;

    #[inline(always)]
    fn capacity(&self) -> usize {
        self.len
    }

    #[inline(always)]
    fn span(&self) -> usize {
        self.span
    }

    #[inline(always)]
    fn cells(&self) -> *const C {
        self.first.as_ptr()
    }
}

// SAFETY: a tail is to its cells what a slice in a box would be.
unsafe impl<C: Send> Send for Tail<C> {}
// SAFETY: likewise.
unsafe impl<C: Sync> Sync for Tail<C> {}

impl<C> fmt::Debug for Tail<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tail({})", self.len)
    }
}
