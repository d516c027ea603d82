//! Who was woken of many: bits, and above each word of bits a bit that says whether it has any.
//!
//! ```text
//!                      ┌──────┐
//!  word of the gate    │ 0011 │
//!                      └──┬┬──┘
//!               ┌─────────┘└────────┐
//!            ┌──┴───┐            ┌──┴───┐
//!  lines     │ 0100 │            │ 1001 │          one bit for each child
//!            └──────┘            └──────┘
//! ```
//!
//! A waker sets its bit; if the word was empty before, the bit of the word above, and so on. A round takes
//! from above: so a word whose bit was taken is taken after that, and has all that was set before. A word that
//! is found empty was taken before; that costs a load.
//!
//! The lines of all levels lie one behind the other, the leaves first.

use core::cell::Cell;
use core::ops::{ControlFlow, Range};

use super::gate;
use super::width;
use crate::lock::{RawLock, State};

/// How many bits a line has.
pub(super) const BITS: usize = usize::BITS as usize;

/// A word of the tree. `left` is for the owner alone: bits that were taken, and are not used up yet.
#[repr(C)]
pub(super) struct Line<L> {
    line: width::Line,
    woken: State<L>,
    left: Cell<usize>,
    index: usize,
}

impl<L: RawLock> Line<L> {
    pub(super) const fn new(index: usize) -> Self {
        Self { line: width::Line, woken: State::new(0), left: Cell::new(0), index }
    }

    /// See [`State::appear`].
    pub(super) fn appear(&self) {
        self.woken.appear();
    }

    /// Where it is among the lines.
    pub(super) const fn index(&self) -> usize {
        self.index
    }
}

/// The levels of lines, from the leaves up: where each begins, and how many it has.
#[derive(Clone, Copy)]
struct Level {
    begin: usize,
    len: usize,
}

impl Level {
    const fn leaves(children: usize) -> Self {
        let len = if children <= gate::BITS { 0 } else { children.div_ceil(BITS) };
        Self { begin: 0, len }
    }

    /// Whether the word of the gate is above it.
    const fn is_top(self) -> bool {
        self.len <= gate::BITS
    }

    const fn above(self) -> Self {
        Self { begin: self.begin + self.len, len: self.len.div_ceil(BITS) }
    }
}

/// How many lines so many children need: none, as long as the word of the gate is enough.
pub(super) const fn lines(children: usize) -> usize {
    let mut level = Level::leaves(children);
    while !level.is_top() {
        level = level.above();
    }
    level.begin + level.len
}

/// Where the lines of a level begin; level 0 are the leaves.
pub(super) const fn begin(children: usize, level: usize) -> usize {
    let (mut at, mut left) = (Level::leaves(children), level);
    while left > 0 {
        at = at.above();
        left -= 1;
    }
    at.begin
}

/// How many levels of lines that is.
pub(super) const fn height(children: usize) -> u32 {
    let mut level = Level::leaves(children);
    let mut height = (level.len > 0) as u32;
    while !level.is_top() {
        level = level.above();
        height += 1;
    }
    height
}

/// Sets `bit` of a leaf. `Some` if that comes up to the word of the gate: the bit to set there.
pub(super) fn set<'a, L: RawLock + 'a>(
    line: impl Fn(usize) -> &'a Line<L>,
    children: usize,
    leaf: usize,
    bit: usize,
) -> Option<usize> {
    let mut level = Level::leaves(children);
    let (mut index, mut bit) = (leaf, bit);
    loop {
        if line(level.begin + index).woken.set(bit) != 0 {
            return None;
        }
        bit = 1 << (index % BITS);
        if level.is_top() {
            return Some(bit);
        }
        (level, index) = (level.above(), index / BITS);
    }
}

/// Those in `range` of a word whose bits are children, of which `first` is the first: each bit is used up
/// before its child is visited, so what is left is right also if the visit ends all, or panics.
#[inline]
pub(super) fn leaf<B>(
    left: &Cell<usize>,
    first: usize,
    range: &Range<usize>,
    visit: &mut impl FnMut(usize) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let mut rest = left.get() & mask(first, 1, range);
    while rest != 0 {
        let bit = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        left.set(left.get() & !(1 << bit));
        visit(first + bit)?;
    }
    ControlFlow::Continue(())
}

/// Those in `range` below a word that has so many levels of lines below it.
pub(super) fn branch<'a, B, L: RawLock + 'a>(
    left: &Cell<usize>,
    (first, height): (usize, u32),
    range: &Range<usize>,
    line: &impl Fn(usize, usize) -> &'a Line<L>,
    visit: &mut impl FnMut(usize) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let span = BITS.pow(height);
    let mut rest = left.get() & mask(first, span, range);
    while rest != 0 {
        let bit = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        let begin = first + bit * span;
        let below = line(height as usize - 1, begin / span);
        let bits = below.left.get() | below.woken.take();
        below.left.set(bits);
        if height == 1 {
            leaf(&below.left, begin, range, visit)?;
        } else {
            branch(&below.left, (begin, height - 1), range, line, visit)?;
        }
        if below.left.get() == 0 {
            left.set(left.get() & !(1 << bit));
        }
    }
    ControlFlow::Continue(())
}

/// The bits of a word that stand for somebody in `range`: the first for `span` children from `first` on.
fn mask(first: usize, span: usize, range: &Range<usize>) -> usize {
    const fn below(bit: usize) -> usize {
        if bit < BITS { (1 << bit) - 1 } else { usize::MAX }
    }
    let from = range.start.saturating_sub(first) / span;
    let to = range.end.saturating_sub(first).div_ceil(span);
    below(to) & !below(from)
}
