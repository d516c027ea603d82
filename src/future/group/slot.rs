//! A place for one child.

use core::pin::Pin;

/// No place: the end of a list.
pub(super) const NONE: u32 = u32::MAX;

/// What is known about a place for a child, which is used again when the child is gone.
///
/// | `serial` | the child | linked |
/// |---|---|---|
/// | 0 | `None` | by `next` into the list of vacant places |
/// | above the last that was polled first | `Some` | by both into the list of fresh children |
/// | other | `Some` | nowhere |
///
/// The children lie elsewhere: who looks for a key must not look at bytes that a child may be borrowing
/// from itself.
#[derive(Clone, Copy)]
pub(super) struct Head {
    /// Which child: no two children of a group have the same. 0 if there is none.
    pub(super) serial: u64,
    pub(super) next: u32,
    pub(super) prev: u32,
}

impl Head {
    pub(super) const fn vacant(next: u32) -> Self {
        Self { serial: 0, next, prev: NONE }
    }
}

/// The place of that number.
pub(super) fn place<F>(places: Pin<&mut [Option<F>]>, number: usize) -> Pin<&mut Option<F>> {
    // SAFETY: a place is pinned when all of them are.
    unsafe { places.map_unchecked_mut(|places| &mut places[number]) }
}
