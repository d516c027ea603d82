//! Words that are read without the lock: indices and stamps of rings.

use core::cell::Cell;
use core::sync::atomic::{AtomicUsize, Ordering};

/// A number that one task writes while others read it, without the lock beside it.
///
/// The three read-modify-writes need exclusion unless [`RawLock::LOCK_FREE`](super::RawLock::LOCK_FREE)
/// is `true` for the lock that names this type: their default bodies are a load and a store.
///
/// # Safety
///
/// * A [`load`](Self::load) that sees what a [`store`](Self::store) or a read-modify-write wrote sees
///   everything that happened before it, if the type is `Sync` at all.
/// * If the lock that names this type is `LOCK_FREE`, the read-modify-writes are atomic and order in
///   both directions.
/// * [`ZERO`](Self::ZERO) reads as 0, and what is read is what was written last, of [`BITS`](Self::BITS) bits.
/// * If [`ONE_THREAD`](Self::ONE_THREAD) is `true`, the type is not `Sync`.
pub unsafe trait Counter: Sized {
    /// A counter at zero.
    #[allow(clippy::declare_interior_mutable_const, reason = "a constructor, used as a value")]
    const ZERO: Self;

    /// How many bits it has: [`store`](Self::store) is never given more.
    const BITS: u32 = usize::BITS;

    /// Whether one thread alone can reach it, so that the read-modify-writes are alone without a lock.
    const ONE_THREAD: bool = false;

    /// A type without size, aligned so that what starts with it shares no cache line with what is
    /// before it.
    type Line;

    /// Reads, with `Acquire` ordering.
    fn load(&self) -> usize;

    /// Reads what only the caller writes.
    fn own(&self) -> usize;

    /// Writes, with `Release` ordering.
    fn store(&self, value: usize);

    /// Replaces `old` by `new`, or tells what is there instead.
    #[inline(always)]
    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        let now = self.own();
        if now != old {
            return Err(now);
        }
        self.store(new);
        Ok(old)
    }

    /// Writes `value`, and returns what was there before.
    #[inline(always)]
    fn swap(&self, value: usize) -> usize {
        let old = self.own();
        self.store(value);
        old
    }

    /// Adds `n`, wrapping, and returns what was there before.
    #[inline(always)]
    fn fetch_add(&self, n: usize) -> usize {
        let old = self.own();
        self.store(old.wrapping_add(n));
        old
    }
}

// SAFETY: not `Sync`: one thread sees what it wrote. Never named by a `LOCK_FREE` lock.
unsafe impl Counter for Cell<usize> {
    const ZERO: Self = Self::new(0);
    const ONE_THREAD: bool = true;
    type Line = ();

    #[inline(always)]
    fn load(&self) -> usize {
        self.get()
    }

    #[inline(always)]
    fn own(&self) -> usize {
        self.get()
    }

    #[inline(always)]
    fn store(&self, value: usize) {
        self.set(value);
    }
}

/// The [`Counter`] of locks that are not lock-free but shared: loads and stores alone, which every
/// target has.
#[derive(Debug)]
pub struct LoadStore(AtomicUsize);

// SAFETY: the store releases, the load acquires. Never named by a `LOCK_FREE` lock.
unsafe impl Counter for LoadStore {
    const ZERO: Self = Self(AtomicUsize::new(0));
    type Line = ();

    #[inline(always)]
    fn load(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    #[inline(always)]
    fn own(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    #[inline(always)]
    fn store(&self, value: usize) {
        self.0.store(value, Ordering::Release);
    }
}
