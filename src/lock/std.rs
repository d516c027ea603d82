//! Threads: atomics, and the mutex of std when tasks have to queue.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::atomic::AtomicWords;
use super::{RawLock, ThreadSafe, Word};

/// The lock of the thread-safe flavor: uncontended operations touch the word alone, atomically;
/// the mutex inside is for the list of those who wait.
#[derive(Debug)]
// Why a cell around a mutex, which has padding? See the Last Step of `State`.
pub struct StdLock(UnsafeCell<Mutex<()>>);

// SAFETY: only shared references to the mutex are made, which is `Sync`.
unsafe impl Sync for StdLock {}

// SAFETY: std's mutex excludes; its holder deadlocks or panics when it locks again. The guard
// unlocks on a panic. The word operations are those of `AtomicWords`, which are atomic.
unsafe impl RawLock for StdLock {
    const NEW: Self = Self(UnsafeCell::new(Mutex::new(())));
    const LOCK_FREE: bool = true;
    const PEEK: bool = true;
    type Counter = AtomicUsize;

    #[inline(never)]
    fn pause(turn: u32) {
        // The other is in the middle of a few instructions, or it lost its core there.
        if turn < 64 { core::hint::spin_loop() } else { std::thread::yield_now() }
    }

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        // Poison says that a closure panicked. None of ours leaves a state half changed.
        // SAFETY: nobody has a unique reference to it.
        let mutex = unsafe { &*self.0.get() };
        let _guard = mutex.lock().unwrap_or_else(PoisonError::into_inner);
        f()
    }

    #[inline(always)]
    unsafe fn load(&self, word: &Word) -> usize {
        // SAFETY: the Word Rule: every access of the word is one of `AtomicWords`.
        unsafe { AtomicWords.load(word) }
    }

    #[inline(always)]
    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: Ordering,
    ) -> Result<usize, usize> {
        // SAFETY: likewise.
        unsafe { AtomicWords.compare_exchange(word, old, new, order) }
    }

    #[inline(always)]
    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        // SAFETY: likewise.
        unsafe { AtomicWords.fetch_add(word, n, order) }
    }
}

impl ThreadSafe for StdLock {}
