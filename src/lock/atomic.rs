//! Words that are atomics: what locks for threads have in common.

use core::sync::atomic::{AtomicUsize, Ordering};

use super::{Counter, RawLock, ThreadSafe, Word};

/// The lock of states that are words alone: its words are atomic, and there is nothing else to it.
///
/// It excludes nobody, so [`with`](RawLock::with) panics. A [`State`](super::State) never calls it, since words
/// are `LOCK_FREE`; a list or a value needs another lock.
#[derive(Debug)]
#[allow(unreachable_pub, reason = "a parameter of public types, and nameable by nobody outside")]
pub struct AtomicWords;

#[inline(always)]
fn atomic(word: &Word) -> &AtomicUsize {
    // SAFETY: the pointer is valid and aligned as long as `word` is borrowed; by the Word Rule
    // every access of it goes through this function.
    unsafe { AtomicUsize::from_ptr(word.as_ptr()) }
}

// SAFETY: `with` runs no closure, so no two run at a time. The word operations are atomic.
unsafe impl RawLock for AtomicWords {
    const NEW: Self = Self;
    const LOCK_FREE: bool = true;
    const PEEK: bool = true;
    type Counter = AtomicUsize;

    #[cold]
    fn with<R>(&self, _: impl FnOnce() -> R) -> R {
        panic!("a lock that is words alone excludes nobody")
    }

    #[inline(always)]
    unsafe fn load(&self, word: &Word) -> usize {
        atomic(word).load(Ordering::Acquire)
    }

    #[inline(always)]
    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: Ordering,
    ) -> Result<usize, usize> {
        atomic(word).compare_exchange(old, new, order, Ordering::Acquire)
    }

    #[inline(always)]
    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        atomic(word).fetch_add(n, order)
    }
}

impl ThreadSafe for AtomicWords {}

/// The two lines that processors of today fetch together.
#[repr(align(128))]
#[derive(Debug)]
#[allow(unreachable_pub, reason = "a parameter of public types, and nameable by nobody outside")]
pub struct CacheLine;

// SAFETY: loads acquire, stores release, read-modify-writes do both.
unsafe impl Counter for AtomicUsize {
    const ZERO: Self = Self::new(0);
    type Line = CacheLine;

    #[inline(always)]
    fn load(&self) -> usize {
        self.load(Ordering::Acquire)
    }

    #[inline(always)]
    fn own(&self) -> usize {
        self.load(Ordering::Relaxed)
    }

    #[inline(always)]
    fn store(&self, value: usize) {
        self.store(value, Ordering::Release);
    }

    #[inline(always)]
    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        self.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire)
    }

    #[inline(always)]
    fn swap(&self, value: usize) -> usize {
        self.swap(value, Ordering::AcqRel)
    }

    #[inline(always)]
    fn fetch_add(&self, n: usize) -> usize {
        self.fetch_add(n, Ordering::AcqRel)
    }
}
