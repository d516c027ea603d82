//! A lock between whose operations other threads come.

use std::cell::RefCell;
use std::sync::atomic::Ordering;
use std::thread;

use wakeful::lock::{Counter, RawLock, StdLock, ThreadSafe, Word};

use crate::script::Dice;

thread_local! {
    static DICE: RefCell<Option<Dice>> = const { RefCell::new(None) };
}

/// Runs `f` on this thread, which is interrupted at random.
pub(crate) fn with<R>(seed: u64, f: impl FnOnce() -> R) -> R {
    DICE.set(Some(Dice::new(seed)));
    let result = f();
    DICE.set(None);
    result
}

/// Now and then another thread runs here.
pub(crate) fn stir() {
    let yields = DICE.with_borrow_mut(|dice| dice.as_mut().is_some_and(|dice| dice.below(6) == 0));
    if yields {
        thread::yield_now();
    }
}

/// The lock for threads, with interruptions.
#[derive(Debug)]
pub(crate) struct Jitter(StdLock);

/// The counters of the lock for threads, with interruptions.
#[derive(Debug)]
pub(crate) struct Stirred(<StdLock as RawLock>::Counter);

// SAFETY: everything is done by the counter of `StdLock`, on whose behalf the promises are made.
unsafe impl Counter for Stirred {
    const ZERO: Self = Self(Counter::ZERO);
    type Line = ();

    fn load(&self) -> usize {
        stir();
        Counter::load(&self.0)
    }

    fn own(&self) -> usize {
        Counter::own(&self.0)
    }

    fn store(&self, value: usize) {
        stir();
        Counter::store(&self.0, value);
    }

    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        stir();
        Counter::compare_exchange(&self.0, old, new)
    }

    fn swap(&self, value: usize) -> usize {
        stir();
        Counter::swap(&self.0, value)
    }

    fn fetch_add(&self, n: usize) -> usize {
        stir();
        Counter::fetch_add(&self.0, n)
    }
}

// SAFETY: everything is done by `StdLock`, on whose behalf the promises are made.
unsafe impl RawLock for Jitter {
    const NEW: Self = Self(StdLock::NEW);
    const LOCK_FREE: bool = StdLock::LOCK_FREE;
    const PEEK: bool = StdLock::PEEK;
    type Counter = Stirred;

    fn pause(_: u32) {
        thread::yield_now();
    }

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        stir();
        let result = self.0.with(f);
        stir();
        result
    }

    unsafe fn load(&self, word: &Word) -> usize {
        stir();
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
        stir();
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.compare_exchange(word, old, new, order) }
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        stir();
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.fetch_add(word, n, order) }
    }
}

impl ThreadSafe for Jitter {}
