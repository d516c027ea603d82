//! A word with its lock: states that need no list.

use core::cell::UnsafeCell;
use core::sync::atomic::Ordering::AcqRel;

use super::{RawLock, Word};

/// A word that is read and replaced safely in every flavor.
///
/// # The Last Step
///
/// *A step on a word by which somebody leaves may be his last access to the memory that the word lies in:
/// another one, who learns of it, frees that memory before the step has returned.*
///
/// So no byte of it, padding included, may be promised to stay by a reference that is an argument: hence one
/// cell around all that a step is given.
pub(crate) struct State<L>(UnsafeCell<Parts<L>>);

struct Parts<L> {
    word: Word,
    lock: L,
}

// SAFETY: a shared state gives away shared references to its parts, and nothing else; a `Word` is `Sync`.
unsafe impl<L: Sync> Sync for State<L> {}

impl<L: RawLock> State<L> {
    pub(crate) const fn new(value: usize) -> Self {
        Self(UnsafeCell::new(Parts { word: Word::new(value), lock: L::NEW }))
    }

    #[inline(always)]
    pub(crate) fn load(&self) -> usize {
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        self.run(|lock, word| unsafe { lock.load(word) })
    }

    /// Replaces `old` by `new`, or tells what is there instead.
    #[inline(always)]
    pub(crate) fn exchange(&self, old: usize, new: usize) -> Result<(), usize> {
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        self.run(|lock, word| unsafe { lock.compare_exchange(word, old, new, AcqRel) }).map(|_| ())
    }

    /// Reads by a read-modify-write that changes nothing: it sees the latest value, and what was
    /// written before it is seen by whoever exchanges the word next.
    #[inline(always)]
    pub(crate) fn touch(&self) -> usize {
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        self.run(|lock, word| unsafe { lock.fetch_add(word, 0, AcqRel) })
    }

    /// Adds `n`, wrapping, and returns what was there before.
    #[inline(always)]
    pub(crate) fn add(&self, n: usize) -> usize {
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        self.run(|lock, word| unsafe { lock.fetch_add(word, n, AcqRel) })
    }

    /// Sets `bits`, and returns what was there before. A read-modify-write also if they were set: who
    /// takes the word later sees what happened before each such step.
    #[allow(dead_code, reason = "for the wakers of children, which not every target has")]
    #[inline(always)]
    pub(crate) fn set(&self, bits: usize) -> usize {
        // Most often nothing is set: the first attempt needs no load.
        let mut old = 0;
        while let Err(now) = self.exchange(old, old | bits) {
            old = now;
        }
        old
    }

    /// Takes all that is set, and leaves 0. A mere load if that is all there is.
    #[allow(dead_code, reason = "for the wakers of children, which not every target has")]
    #[inline(always)]
    pub(crate) fn take(&self) -> usize {
        let mut old = self.load();
        while old != 0 {
            match self.exchange(old, 0) {
                Ok(()) => break,
                Err(now) => old = now,
            }
        }
        old
    }

    /// To be called before anybody else can reach the state: a lock that keeps its words elsewhere, as
    /// the one of a model checker does, makes them when they are first read.
    #[allow(dead_code, reason = "for the wakers of children, which not every target has")]
    #[inline(always)]
    pub(crate) fn appear(&self) {
        self.load();
    }

    /// The value, which nobody else can touch.
    pub(crate) fn get_mut(&mut self) -> &mut usize {
        self.0.get_mut().word.get_mut()
    }

    #[inline(always)]
    fn run<R>(&self, f: impl FnOnce(&L, &Word) -> R) -> R {
        // SAFETY: nobody makes a `&mut Parts`, except by `get_mut`.
        let Parts { word, lock } = unsafe { &*self.0.get() };
        if L::LOCK_FREE { f(lock, word) } else { lock.with(|| f(lock, word)) }
    }
}
