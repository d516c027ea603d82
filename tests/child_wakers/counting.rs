//! A lock that counts the read-modify-writes of this thread.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

use wakeful::lock::{RawLock, StdLock, ThreadSafe, Word};

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// How many steps `f` takes.
pub(crate) fn steps(f: impl FnOnce()) -> usize {
    let before = STEPS.get();
    f();
    STEPS.get() - before
}

#[derive(Debug)]
pub(crate) struct Counted(StdLock);

fn count() {
    STEPS.set(STEPS.get() + 1);
}

// SAFETY: everything is passed on.
unsafe impl RawLock for Counted {
    const NEW: Self = Self(StdLock::NEW);
    const LOCK_FREE: bool = true;
    type Counter = AtomicUsize;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        self.0.with(f)
    }

    unsafe fn load(&self, word: &Word) -> usize {
        // SAFETY: the caller's promise.
        unsafe { self.0.load(word) }
    }

    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: Ordering,
    ) -> Result<usize, usize> {
        count();
        // SAFETY: the caller's promise.
        unsafe { self.0.compare_exchange(word, old, new, order) }
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        count();
        // SAFETY: the caller's promise.
        unsafe { self.0.fetch_add(word, n, order) }
    }
}

impl ThreadSafe for Counted {}
