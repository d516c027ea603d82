//! The bits of a word as numbers of children.

use core::cell::Cell;
use core::ops::{ControlFlow, Range};

/// How many bits a word has.
pub(super) const BITS: usize = usize::BITS as usize;

/// Panics unless `child` is below `places`: its waker would reach the memory of others.
#[inline(always)]
pub(super) fn check(child: usize, places: usize) {
    assert!(child < places, "no place for a child of this number");
}

/// Visits those in `range` of a word whose first bit is the child `first`. A bit is used up before its child
/// is visited, so what is left is right also if the visit ends all, or panics.
#[inline]
pub(super) fn visit<B>(
    left: &Cell<usize>,
    first: usize,
    range: &Range<usize>,
    visit: &mut impl FnMut(usize) -> ControlFlow<B>,
) -> ControlFlow<B> {
    for bit in Ones(left.get() & mask(first, 1, range)) {
        left.set(left.get() & !(1 << bit));
        visit(first + bit)?;
    }
    ControlFlow::Continue(())
}

/// The bits of a word that stand for somebody in `range`: the first for `span` children from `first` on.
#[inline]
pub(super) fn mask(first: usize, span: usize, range: &Range<usize>) -> usize {
    const fn below(bit: usize) -> usize {
        if bit < BITS { (1 << bit) - 1 } else { usize::MAX }
    }
    let from = range.start.saturating_sub(first) / span;
    let to = range.end.saturating_sub(first).div_ceil(span);
    below(to) & !below(from)
}

/// Which bits of a word are set, from below.
pub(super) struct Ones(pub(super) usize);

impl Iterator for Ones {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}
