//! A slot: what an executor knows of a task.

use core::cell::UnsafeCell;
use core::fmt;

use super::width;
use super::word::Word;
use crate::lock::{Counter, RawLock};

/// A slot of a roster, whose rules say who may touch what.
#[repr(C)]
pub(super) struct Slot<T, L: RawLock> {
    line: width::Line,
    word: L::Counter,
    /// The number of the next slot in its list plus one, or 0.
    pub(super) next: L::Counter,
    /// Which one of the slots it is. Never changes.
    pub(super) index: usize,
    pub(super) entry: UnsafeCell<Option<T>>,
}

impl<T, L: RawLock> Slot<T, L> {
    pub(super) const fn new(index: usize) -> Self {
        Self {
            line: width::Line,
            word: L::Counter::ZERO,
            next: L::Counter::ZERO,
            index,
            entry: UnsafeCell::new(None),
        }
    }

    pub(super) fn load(&self) -> Word {
        Word(self.word.load())
    }

    /// Changes the word to what `change` makes of it, and returns what it was; or nothing, if that is `None`.
    /// A part of a step.
    #[inline]
    pub(super) fn change(&self, change: impl Fn(Word) -> Option<Word>) -> Option<Word> {
        let mut old = self.load();
        loop {
            match self.word.compare_exchange(old.0, change(old)?.0) {
                Ok(_) => return Some(old),
                Err(now) => old = Word(now),
            }
        }
    }
}

impl<T, L: RawLock> fmt::Debug for Slot<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Slot").field(&self.load()).field(&self.next.load()).finish()
    }
}
