//! A ring in cells that were there before.

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::mem::MaybeUninit;

use super::RingBuf;
use crate::channel::{Blank, Inline, Storage, drain};

/// A place for a value, full or not as whoever has it knows.
#[repr(transparent)]
pub struct Place<T>(UnsafeCell<MaybeUninit<T>>);

impl<T> Blank for Place<T> {
    const BLANK: Self = Self(UnsafeCell::new(MaybeUninit::uninit()));
}

// SAFETY: a shared place gives away nothing: it is reached through a `&mut CellBuf` alone.
unsafe impl<T: Send> Sync for Place<T> {}

impl<T> fmt::Debug for Place<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place(..)")
    }
}

/// A ring of `N` items in an array.
pub type ArrayBuf<T, const N: usize> = CellBuf<T, Inline<Place<T>, N>>;

/// A ring in given cells.
///
/// # The Ring Invariant
///
/// *The `len` places from `first` on, wrapping, hold values; the others hold nothing.*
pub struct CellBuf<T, S: Storage<Cell = Place<T>>> {
    places: S,
    first: usize,
    len: usize,
    values: PhantomData<T>,
}

impl<T, S: Storage<Cell = Place<T>>> CellBuf<T, S> {
    /// An empty ring in `places`.
    pub const fn with_places(places: S) -> Self {
        Self { places, first: 0, len: 0, values: PhantomData }
    }

    /// The items as a slice; they lie at the start as long as only `push` and `swap_remove_first` are
    /// used.
    pub(super) fn as_mut_slice(&mut self) -> &mut [T] {
        assert_eq!(self.first, 0, "the ring was turned");
        // SAFETY: the Ring Invariant, with `first` at 0: the first `len` places hold values, and are ours
        // by `&mut self`. A place is a `T` in a transparent cell.
        unsafe { core::slice::from_raw_parts_mut(self.places.cells().cast_mut().cast(), self.len) }
    }

    /// Takes the first item out, and puts the last one in its place.
    pub(super) fn swap_remove_first(&mut self) -> T {
        let last = self.len.checked_sub(1).expect("the buffer is empty: ask `is_empty` before");
        self.as_mut_slice().swap(0, last);
        self.len = last;
        // SAFETY: the Ring Invariant: the place held a value, and is outside of the range now.
        unsafe { self.place(last).read() }
    }

    fn place(&self, index: usize) -> *mut T {
        // SAFETY: callers pass an index in bounds.
        unsafe { self.places.cell(index) }.0.get().cast()
    }
}

impl<T, const N: usize> ArrayBuf<T, N> {
    /// An empty ring.
    pub const fn new() -> Self {
        Self::with_places(Inline::new())
    }
}

impl<T, const N: usize> Default for ArrayBuf<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, S: Storage<Cell = Place<T>>> RingBuf for CellBuf<T, S> {
    type Item = T;

    #[inline]
    fn capacity(&self) -> usize {
        self.places.capacity()
    }

    #[inline]
    fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn push(&mut self, item: T) {
        assert!(self.len < self.capacity(), "the buffer is full: ask `can_push` before");
        let at = self.first + self.len;
        let at = if at < self.capacity() { at } else { at - self.capacity() };
        // SAFETY: the Ring Invariant: the place is empty, and ours by `&mut self`.
        unsafe { self.place(at).write(item) };
        self.len += 1;
    }

    #[inline]
    fn pop(&mut self) -> T {
        assert!(self.len > 0, "the buffer is empty: ask `is_empty` before");
        let at = self.first;
        self.first = if at + 1 < self.capacity() { at + 1 } else { 0 };
        self.len -= 1;
        // SAFETY: the Ring Invariant: the place held a value, and is outside of the range now.
        unsafe { self.place(at).read() }
    }
}

impl<T, S: Storage<Cell = Place<T>>> Drop for CellBuf<T, S> {
    fn drop(&mut self) {
        drain(|| (self.len > 0).then(|| self.pop()));
    }
}

impl<T, S: Storage<Cell = Place<T>>> fmt::Debug for CellBuf<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CellBuf").field("len", &self.len).finish_non_exhaustive()
    }
}

// SAFETY: the places are the tail.
#[cfg(feature = "alloc")]
unsafe impl<T> crate::channel::Allocated for CellBuf<T, crate::channel::Tail<Place<T>>> {
    type Cell = Place<T>;

    fn tail_len(&self) -> usize {
        self.places.capacity()
    }
}
