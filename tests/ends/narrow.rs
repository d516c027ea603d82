//! A lock whose counters are so narrow that positions and laps come round in a short script.

use std::sync::atomic::{AtomicUsize, Ordering};

use wakeful::lock::{Counter, RawLock, StdLock, ThreadSafe, Word};

/// The lock for threads, with narrow counters.
#[derive(Debug)]
pub(crate) struct Narrow(StdLock);

/// A counter of ten bits, which start just before they come round.
#[derive(Debug)]
pub(crate) struct TenBits(AtomicUsize);

// SAFETY: everything is done by the atomic word; the store releases, the load acquires.
unsafe impl Counter for TenBits {
    const ZERO: Self = Self(AtomicUsize::new(0));
    const BITS: u32 = 10;
    type Line = ();

    fn load(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    fn own(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn store(&self, value: usize) {
        self.0.store(narrow(value), Ordering::Release);
    }

    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        self.0.compare_exchange(old, narrow(new), Ordering::AcqRel, Ordering::Acquire)
    }

    fn swap(&self, value: usize) -> usize {
        self.0.swap(narrow(value), Ordering::AcqRel)
    }

    fn fetch_add(&self, n: usize) -> usize {
        self.0.fetch_add(n, Ordering::AcqRel)
    }
}

fn narrow(value: usize) -> usize {
    assert!(value >> TenBits::BITS == 0, "{value} has more than ten bits");
    value
}

// SAFETY: everything is done by `StdLock`, on whose behalf the promises are made.
unsafe impl RawLock for Narrow {
    const NEW: Self = Self(StdLock::NEW);
    const LOCK_FREE: bool = StdLock::LOCK_FREE;
    const PEEK: bool = StdLock::PEEK;
    type Counter = TenBits;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        self.0.with(f)
    }

    unsafe fn load(&self, word: &Word) -> usize {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.load(word) }
    }

    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: Ordering,
    ) -> Result<usize, usize> {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.compare_exchange(word, old, new, order) }
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.fetch_add(word, n, order) }
    }
}

impl ThreadSafe for Narrow {}
