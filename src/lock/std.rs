//! Threads: atomics, and the mutex of std when tasks have to queue.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{RawLock, ThreadSafe, Word};

/// The lock of the thread-safe flavor: uncontended operations touch the word alone, atomically;
/// the mutex inside is for the list of those who wait.
#[derive(Debug)]
pub struct StdLock(Mutex<()>);

#[inline(always)]
fn atomic(word: &Word) -> &AtomicUsize {
    // SAFETY: the pointer is valid and aligned as long as `word` is borrowed; by the Word Rule
    // every access of it goes through this function.
    unsafe { AtomicUsize::from_ptr(word.as_ptr()) }
}

// SAFETY: std's mutex excludes; its holder deadlocks or panics when it locks again. The guard
// unlocks on a panic. The word operations are atomic.
unsafe impl RawLock for StdLock {
    const NEW: Self = Self(Mutex::new(()));
    const LOCK_FREE: bool = true;
    const PEEK: bool = true;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        // Poison says that a closure panicked. None of ours leaves a state half changed.
        let _guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        f()
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

impl ThreadSafe for StdLock {}
