//! A place for one child.

use core::pin::Pin;

/// No slot: the end of a list.
pub(super) const NONE: u32 = u32::MAX;

/// A place for one child, which is used again when the child is gone.
///
/// | `serial` | `child` | linked |
/// |---|---|---|
/// | 0 | `None` | by `next` into the list of vacant slots |
/// | above the last that was polled first | `Some` | by both into the list of fresh children |
/// | other | `Some` | nowhere |
pub(super) struct Slot<F> {
    pub(super) head: Head,
    /// Pinned with the slot.
    child: Option<F>,
}

/// What is known about a slot.
#[derive(Clone, Copy)]
pub(super) struct Head {
    /// Which child: no two children of a group have the same. 0 if there is none.
    pub(super) serial: u64,
    pub(super) next: u32,
    pub(super) prev: u32,
}

impl<F> Slot<F> {
    pub(super) const fn vacant(next: u32) -> Self {
        Self { head: Head { serial: 0, next, prev: NONE }, child: None }
    }

    /// The slot of that number.
    pub(super) fn of(slots: Pin<&mut [Self]>, number: usize) -> Pin<&mut Self> {
        // SAFETY: a slot is pinned when all of them are.
        unsafe { slots.map_unchecked_mut(|slots| &mut slots[number]) }
    }

    pub(super) fn parts(self: Pin<&mut Self>) -> (&mut Head, Pin<&mut Option<F>>) {
        // SAFETY: the child is not moved; there is no `Drop` to move it.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field that is pinned with the slot.
        (&mut this.head, unsafe { Pin::new_unchecked(&mut this.child) })
    }
}
