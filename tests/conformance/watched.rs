//! A lock that knows who is inside: the strongest form of "no user code under a lock".

use core::sync::atomic::Ordering;
use std::cell::Cell;

use wakeful::lock::{RawLock, ThreadSafe, Word};

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static VIOLATIONS: Cell<usize> = const { Cell::new(0) };
}

/// Any lock, watched: the thread knows how many of them it holds.
#[derive(Debug)]
pub(crate) struct Watched<L>(L);

struct Leave;

impl Drop for Leave {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

// SAFETY: everything is done by the inner lock, on whose behalf the promises are made.
unsafe impl<L: RawLock> RawLock for Watched<L> {
    const NEW: Self = Self(L::NEW);
    const LOCK_FREE: bool = L::LOCK_FREE;
    const PEEK: bool = L::PEEK;
    type Counter = L::Counter;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        self.0.with(|| {
            DEPTH.with(|depth| depth.set(depth.get() + 1));
            let _leave = Leave;
            f()
        })
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

impl<L: ThreadSafe> ThreadSafe for Watched<L> {}

/// Whether user code may run here. If a lock is held it may not: that is noted, and the caller had
/// better not call back, for it would wait for itself.
pub(crate) fn user_code_runs() -> bool {
    let free = DEPTH.with(Cell::get) == 0;
    if !free {
        VIOLATIONS.with(|n| n.set(n.get() + 1));
    }
    free
}

/// How often user code ran under a lock since this was last asked.
pub(crate) fn violations() -> usize {
    VIOLATIONS.with(Cell::take)
}
