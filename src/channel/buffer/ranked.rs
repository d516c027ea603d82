//! A queue in order of rank, and of arrival among equals.

use core::fmt;

use super::RingBuf;
use super::array::{CellBuf, Place};
use crate::channel::Storage;

/// An item with its rank, which was asked for before any lock was taken.
#[derive(Debug)]
pub struct Ranked<T> {
    pub(crate) rank: u64,
    /// The order of arrival; given by the buffer.
    turn: u64,
    pub(crate) item: T,
}

impl<T> Ranked<T> {
    pub(crate) const fn new(rank: u64, item: T) -> Self {
        Self { rank, turn: 0, item }
    }

    /// Whether this is to come out before `other`.
    fn precedes(&self, other: &Self) -> bool {
        (self.rank, other.turn) > (other.rank, self.turn)
    }
}

/// A binary heap in given cells: the highest rank comes out first.
pub struct RankedBuf<T, S: Storage<Cell = Place<Ranked<T>>>> {
    /// A heap from place 0 on: no item is preceded by the two at twice its index, plus one and two.
    heap: CellBuf<Ranked<T>, S>,
    turn: u64,
}

impl<T, S: Storage<Cell = Place<Ranked<T>>>> RankedBuf<T, S> {
    /// An empty heap in `places`.
    pub const fn with_places(places: S) -> Self {
        Self { heap: CellBuf::with_places(places), turn: 0 }
    }
}

impl<T, S: Storage<Cell = Place<Ranked<T>>>> RingBuf for RankedBuf<T, S> {
    type Item = Ranked<T>;

    fn capacity(&self) -> usize {
        self.heap.capacity()
    }

    fn len(&self) -> usize {
        self.heap.len()
    }

    fn push(&mut self, mut item: Ranked<T>) {
        item.turn = self.turn;
        self.turn += 1;
        self.heap.push(item);
        let heap = self.heap.as_mut_slice();
        let mut at = heap.len() - 1;
        while at > 0 {
            let parent = (at - 1) / 2;
            if !heap[at].precedes(&heap[parent]) {
                break;
            }
            heap.swap(at, parent);
            at = parent;
        }
    }

    fn pop(&mut self) -> Ranked<T> {
        let first = self.heap.swap_remove_first();
        let heap = self.heap.as_mut_slice();
        let mut at = 0;
        loop {
            let mut top = at;
            for child in [2 * at + 1, 2 * at + 2] {
                if child < heap.len() && heap[child].precedes(&heap[top]) {
                    top = child;
                }
            }
            if top == at {
                return first;
            }
            heap.swap(at, top);
            at = top;
        }
    }
}

impl<T, S: Storage<Cell = Place<Ranked<T>>>> fmt::Debug for RankedBuf<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RankedBuf").finish_non_exhaustive()
    }
}

// SAFETY: the places of the heap are the tail.
#[cfg(feature = "alloc")]
unsafe impl<T> crate::channel::Allocated for RankedBuf<T, crate::channel::Tail<Place<Ranked<T>>>> {
    type Cell = Place<Ranked<T>>;

    fn tail_len(&self) -> usize {
        self.heap.capacity()
    }
}
