//! A word with its lock: states that need no list.

use core::sync::atomic::Ordering::AcqRel;

use super::{RawLock, Word};

/// A word that is read and replaced safely in every flavor.
pub(crate) struct State<L> {
    word: Word,
    lock: L,
}

impl<L: RawLock> State<L> {
    pub(crate) const fn new(value: usize) -> Self {
        Self { word: Word::new(value), lock: L::NEW }
    }

    #[inline(always)]
    pub(crate) fn load(&self) -> usize {
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        self.run(|| unsafe { self.lock.load(&self.word) })
    }

    /// Replaces `old` by `new`, or tells what is there instead.
    #[inline(always)]
    pub(crate) fn exchange(&self, old: usize, new: usize) -> Result<(), usize> {
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        self.run(|| unsafe { self.lock.compare_exchange(&self.word, old, new, AcqRel) }).map(|_| ())
    }

    /// Reads by a read-modify-write that changes nothing: it sees the latest value, and what was
    /// written before it is seen by whoever exchanges the word next.
    #[inline(always)]
    pub(crate) fn touch(&self) -> usize {
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        self.run(|| unsafe { self.lock.fetch_add(&self.word, 0, AcqRel) })
    }

    /// Adds `n`, wrapping, and returns what was there before.
    #[inline(always)]
    pub(crate) fn add(&self, n: usize) -> usize {
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        self.run(|| unsafe { self.lock.fetch_add(&self.word, n, AcqRel) })
    }

    /// The value, which nobody else can touch.
    pub(crate) fn get_mut(&mut self) -> &mut usize {
        self.word.get_mut()
    }

    #[inline(always)]
    fn run<R>(&self, f: impl FnOnce() -> R) -> R {
        if L::LOCK_FREE { f() } else { self.lock.with(f) }
    }
}
