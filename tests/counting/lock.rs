//! A lock that counts what is done with it, and with its words.

use std::cell::Cell;
use std::sync::atomic::Ordering;

use wakeful::lock::{Counter, RawLock, Word};

/// What was done with the locks of this thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Atomic read-modify-writes. With a lock that is not `LOCK_FREE` there are none.
    pub(crate) writes: usize,
    /// Acquisitions of the lock.
    pub(crate) locks: usize,
}

std::thread_local! {
    static COUNTS: Cell<Counts> = const { Cell::new(Counts { writes: 0, locks: 0 }) };
}

fn count(writes: usize, locks: usize) {
    let old = COUNTS.get();
    COUNTS.set(Counts { writes: old.writes + writes, locks: old.locks + locks });
}

/// What `f` does.
pub(crate) fn counted<R>(f: impl FnOnce() -> R) -> (Counts, R) {
    COUNTS.set(Counts { writes: 0, locks: 0 });
    let result = f();
    (COUNTS.get(), result)
}

/// Any lock, and counts.
#[derive(Debug)]
pub(crate) struct CountingLock<L>(L);

impl<L: RawLock> CountingLock<L> {
    fn write() {
        count(usize::from(L::LOCK_FREE), 0);
    }
}

// SAFETY: forwards to a lock that keeps the contract, and counts beside it.
unsafe impl<L: RawLock> RawLock for CountingLock<L> {
    const NEW: Self = Self(L::NEW);
    const LOCK_FREE: bool = L::LOCK_FREE;
    const PEEK: bool = L::PEEK;
    type Counter = CountingCounter<L>;

    fn pause(turn: u32) {
        L::pause(turn);
    }

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        count(0, 1);
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
        Self::write();
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.compare_exchange(word, old, new, order) }
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        Self::write();
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.fetch_add(word, n, order) }
    }
}

/// The counter of a lock, and counts.
pub(crate) struct CountingCounter<L: RawLock>(L::Counter);

// SAFETY: forwards to a counter that keeps the contract, and counts beside it.
unsafe impl<L: RawLock> Counter for CountingCounter<L> {
    const ZERO: Self = Self(L::Counter::ZERO);
    const BITS: u32 = L::Counter::BITS;
    const ONE_THREAD: bool = L::Counter::ONE_THREAD;
    type Line = <L::Counter as Counter>::Line;

    fn load(&self) -> usize {
        self.0.load()
    }

    fn own(&self) -> usize {
        self.0.own()
    }

    fn store(&self, value: usize) {
        self.0.store(value);
    }

    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        CountingLock::<L>::write();
        self.0.compare_exchange(old, new)
    }

    fn swap(&self, value: usize) -> usize {
        CountingLock::<L>::write();
        self.0.swap(value)
    }

    fn fetch_add(&self, n: usize) -> usize {
        CountingLock::<L>::write();
        self.0.fetch_add(n)
    }
}
