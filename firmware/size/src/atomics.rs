//! A lock with atomic words, as an operating system with threads would have it.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use wakeful::lock::{RawLock, ThreadSafe, Word};

/// Room for `N` messages inside of the channel.
pub type Store<T, const N: usize> = wakeful::channel::generic::queue::InlineRing<T, N, SpinLock>;

/// Spins for the list of those who wait; words are atomics.
#[derive(Debug)]
pub struct SpinLock(AtomicBool);

fn atomic(word: &Word) -> &AtomicUsize {
    // SAFETY: valid as long as `word` is borrowed; every access goes through here.
    unsafe { AtomicUsize::from_ptr(word.as_ptr()) }
}

// SAFETY: one at a time leaves the loop before the store that ends its turn. Nothing panics here. The word
// operations are atomic.
unsafe impl RawLock for SpinLock {
    const NEW: Self = Self(AtomicBool::new(false));
    const LOCK_FREE: bool = true;
    const PEEK: bool = true;
    type Counter = AtomicUsize;

    #[inline(always)]
    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        while self.0.swap(true, Ordering::Acquire) {
            core::hint::spin_loop();
        }
        let result = f();
        self.0.store(false, Ordering::Release);
        result
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

impl ThreadSafe for SpinLock {}
