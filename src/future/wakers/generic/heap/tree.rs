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
//! A waker sets its bit; if the word was empty before, the bit in the word above, and so on. A round takes the
//! words from above: a bit above is set after the word below it, and taken before it, so nobody is missed. A
//! word may be found empty, because it was taken before: that costs a load.
//!
//! The lines of all levels lie one behind the other, the leaves first.

use core::cell::Cell;
use core::ops::{ControlFlow, Range};

use super::super::bits::{BITS, Ones, mask, visit};
use super::super::{gate, width};
use crate::lock::{RawLock, State};

/// A word of the tree.
#[repr(C)]
pub(super) struct Line<L> {
    line: width::Line,
    woken: State<L>,
    /// Bits that were taken from the word, and are not used up yet: for the owner alone.
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

    fn take(&self) -> usize {
        let bits = self.left.get() | self.woken.take();
        self.left.set(bits);
        bits
    }
}

/// A level of lines.
#[derive(Clone, Copy)]
struct Level {
    begin: usize,
    len: usize,
}

impl Level {
    const fn leaves(children: usize) -> Self {
        Self { begin: 0, len: if children <= gate::BITS { 0 } else { children.div_ceil(BITS) } }
    }

    /// Whether the word of the gate is above it.
    const fn is_top(self) -> bool {
        self.len <= gate::BITS
    }

    const fn above(self) -> Self {
        Self { begin: self.begin + self.len, len: self.len.div_ceil(BITS) }
    }
}

/// The levels of lines that so many children need: none, as long as the word of the gate is enough.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    children: usize,
}

impl Shape {
    pub(super) const fn of(children: usize) -> Self {
        Self { children }
    }

    /// How many levels, and how many lines in all.
    const fn extent(self) -> (u32, usize) {
        let (mut level, mut height) = (Level::leaves(self.children), 1);
        if level.len == 0 {
            return (0, 0);
        }
        while !level.is_top() {
            (level, height) = (level.above(), height + 1);
        }
        (height, level.begin + level.len)
    }

    pub(super) const fn lines(self) -> usize {
        self.extent().1
    }

    /// Where the lines of a level begin; level 0 are the leaves.
    const fn begin(self, level: u32) -> usize {
        let (mut at, mut left) = (Level::leaves(self.children), level);
        while left > 0 {
            (at, left) = (at.above(), left - 1);
        }
        at.begin
    }

    /// Sets `bit` of a leaf. `Some` if that comes up to the word of the gate: the bit to set there.
    pub(super) fn set<'a, L: RawLock + 'a>(
        self,
        line: impl Fn(usize) -> &'a Line<L>,
        leaf: usize,
        bit: usize,
    ) -> Option<usize> {
        let (mut level, mut index, mut bit) = (Level::leaves(self.children), leaf, bit);
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

    /// Visits those in `range` who were woken, below the bits of the gate. For the owner alone.
    pub(super) fn visit<'a, B, L: RawLock + 'a>(
        self,
        top: &Cell<usize>,
        range: &Range<usize>,
        line: &impl Fn(usize) -> &'a Line<L>,
        visit: &mut impl FnMut(usize) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.branch(top, (0, self.extent().0), range, line, visit)
    }

    /// Likewise below a word whose first child is `first`, and that has so many levels below it.
    fn branch<'a, B, L: RawLock + 'a>(
        self,
        left: &Cell<usize>,
        (first, height): (usize, u32),
        range: &Range<usize>,
        line: &impl Fn(usize) -> &'a Line<L>,
        visitor: &mut impl FnMut(usize) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let (span, begin) = (BITS.pow(height), self.begin(height - 1));
        for bit in Ones(left.get() & mask(first, span, range)) {
            let first = first + bit * span;
            let below = line(begin + first / span);
            below.take();
            if height == 1 {
                visit(&below.left, first, range, visitor)?;
            } else {
                self.branch(&below.left, (first, height - 1), range, line, visitor)?;
            }
            // Others may be left there, outside of the range.
            if below.left.get() == 0 {
                left.set(left.get() & !(1 << bit));
            }
        }
        ControlFlow::Continue(())
    }
}
