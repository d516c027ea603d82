//! Threads: atomics, and the mutex of std when tasks have to queue.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Counter, RawLock, ThreadSafe, Word};

/// The lock of the thread-safe flavor: uncontended operations touch the word alone, atomically;
/// the mutex inside is for the list of those who wait.
#[derive(Debug)]
// Why a cell around a mutex, which has padding? See the Last Step of `State`.
pub struct StdLock(UnsafeCell<Mutex<()>>);

// SAFETY: only shared references to the mutex are made, which is `Sync`.
unsafe impl Sync for StdLock {}

#[inline(always)]
fn atomic(word: &Word) -> &AtomicUsize {
    // SAFETY: the pointer is valid and aligned as long as `word` is borrowed; by the Word Rule
    // every access of it goes through this function.
    unsafe { AtomicUsize::from_ptr(word.as_ptr()) }
}

// SAFETY: std's mutex excludes; its holder deadlocks or panics when it locks again. The guard
// unlocks on a panic. The word operations are atomic.
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

/// The two lines that processors of today fetch together.
#[repr(align(128))]
#[derive(Debug)]
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
