//! One who waits for a time.

use core::cell::Cell;

use super::heap::At;
use super::node::{Entry, Node};

/// What a node carries that waits for a time.
///
/// The deadline is written by the owner, and only while the node is not linked, so the owner may read
/// it at any time. The rest belongs to the queue.
pub(crate) struct Timer {
    pub(super) deadline: Cell<u64>,
    /// Meaningful in a heap only.
    pub(super) child: Cell<Option<At>>,
    /// Orders equal deadlines in a heap.
    pub(super) number: Cell<u32>,
    /// For a queue that has several places: which one.
    place: Cell<u8>,
}

// SAFETY: the pointer is to a node of the same heap, which moves as a whole: the Link Invariant.
unsafe impl Send for Timer {}

impl Timer {
    pub(crate) const fn new(deadline: u64) -> Self {
        Self {
            deadline: Cell::new(deadline),
            child: Cell::new(None),
            number: Cell::new(0),
            place: Cell::new(0),
        }
    }
}

impl Node<Timer> {
    #[inline(always)]
    pub(super) fn timer(&self) -> &Timer {
        // SAFETY: nobody ever makes a `&mut Timer`, and all its fields are cells.
        unsafe { &*self.cells().request.as_ptr() }
    }

    /// When it is due.
    #[inline(always)]
    pub(crate) fn deadline(&self) -> u64 {
        self.timer().deadline.get()
    }

    /// For the owner, and only while the node is not linked.
    pub(crate) fn set_deadline(&self, deadline: u64) {
        self.timer().deadline.set(deadline);
    }

    /// Access to the cells of the node.
    ///
    /// # Safety
    ///
    /// The lock of the queue that the node is linked in, or was last, is held as long as the entry is used.
    pub(crate) unsafe fn guarded(&self) -> Entry<'_, Timer> {
        Entry { node: self }
    }
}

impl Entry<'_, Timer> {
    /// When it is due.
    #[inline(always)]
    pub(crate) fn deadline(self) -> u64 {
        self.node.deadline()
    }

    /// Where the queue has put the node.
    #[inline(always)]
    pub(crate) fn place(self) -> u8 {
        self.node.timer().place.get()
    }

    /// Where the queue puts the node.
    #[inline(always)]
    pub(crate) fn set_place(self, place: u8) {
        self.node.timer().place.set(place);
    }
}

/// How many steps may be made before the lock is to be released.
#[derive(Debug)]
pub(crate) struct Steps(pub(crate) u32);

impl Steps {
    /// Takes one.
    #[inline(always)]
    pub(crate) fn step(&mut self) -> Option<()> {
        self.0 = self.0.checked_sub(1)?;
        Some(())
    }
}

/// All steps were made, and there is more to do.
#[derive(Debug)]
pub(crate) struct Tired;
