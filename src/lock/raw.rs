//! The contract of a lock, and the word that goes with it.

use core::cell::UnsafeCell;
use core::fmt;
use core::sync::atomic::Ordering;

use super::Counter;

/// The state of a primitive in one machine word.
///
/// A bare cell: how it is read and written is the business of the [`RawLock`] beside it, so a
/// constructor can be `const` for every lock.
#[repr(transparent)]
pub struct Word(UnsafeCell<usize>);

impl Word {
    /// A word that holds `value`.
    pub const fn new(value: usize) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// Where the value is, for implementations of [`RawLock`].
    pub const fn as_ptr(&self) -> *mut usize {
        self.0.get()
    }

    /// The value, which nobody else can touch.
    pub fn get_mut(&mut self) -> &mut usize {
        self.0.get_mut()
    }
}

// SAFETY: a shared `Word` gives away a raw pointer and nothing else; every access goes through
// the *Word Rule* of `RawLock`.
unsafe impl Sync for Word {}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Word(..)")
    }
}

/// Exclusion, chosen by type.
///
/// A lock runs closures one at a time and says how the [`Word`] beside it is accessed. If
/// [`LOCK_FREE`](Self::LOCK_FREE) is `false`, the three word operations are plain reads and
/// writes, which the default bodies are; if it is `true`, they are atomic.
///
/// # The Word Rule
///
/// A word is accessed only by the operations of *one* lock, which lies beside it in the same
/// primitive; where `LOCK_FREE` is `false`, only from inside [`with`](Self::with) of that lock.
///
/// # Safety
///
/// * `with` excludes: while one call of `with` on this lock runs its closure, no other call on the
///   same lock enters its own, not even one made by the closure itself; that one panics or never
///   returns. What the closure wrote is seen by the closures that run later. If the closure
///   panics, the lock is released. When it is, `with` touches the lock no more: the next to enter may be the
///   one who frees it.
/// * If `LOCK_FREE` is `true`, the word operations are atomic read-modify-writes (or loads) with
///   at least the given ordering, and so are those of [`Counter`](Self::Counter).
/// * [`Counter`](Self::Counter) is `Send` if the lock is, and `Sync` if the lock is.
pub unsafe trait RawLock: Sized {
    /// An unlocked lock.
    #[allow(clippy::declare_interior_mutable_const, reason = "a constructor, used as a value")]
    const NEW: Self;

    /// Whether the word may be accessed without holding the lock.
    const LOCK_FREE: bool = false;

    /// Whether a waiter may look without the lock whether it has been served, through an atomic
    /// byte of its own.
    ///
    /// A model checker does not see that byte; its lock leaves this `false`.
    const PEEK: bool = false;

    /// What counts beside this lock, and may be read without it. Locks for more than one thread that
    /// are not `LOCK_FREE` name [`LoadStore`](super::LoadStore).
    type Counter: Counter;

    /// Waits a moment for another thread that is in the middle of an operation of a few instructions;
    /// `turn` says how often that was not enough. Called only if `LOCK_FREE`.
    fn pause(turn: u32) {
        let _ = turn;
        core::hint::spin_loop();
    }

    /// Runs `f` with the lock held.
    fn with<R>(&self, f: impl FnOnce() -> R) -> R;

    /// Reads the word, with `Acquire` ordering.
    ///
    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    unsafe fn load(&self, word: &Word) -> usize {
        // SAFETY: the Word Rule: the lock is held, so nobody else accesses the word.
        unsafe { *word.as_ptr() }
    }

    /// Replaces `old` by `new`, or returns what the word holds instead (read with `Acquire`).
    ///
    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: Ordering,
    ) -> Result<usize, usize> {
        let _ = order;
        // SAFETY: the Word Rule: the lock is held, so nobody else accesses the word.
        let slot = unsafe { &mut *word.as_ptr() };
        if *slot != old {
            return Err(*slot);
        }
        *slot = new;
        Ok(old)
    }

    /// Adds `n`, wrapping, and returns what was there before.
    ///
    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        let _ = order;
        // SAFETY: the Word Rule: the lock is held, so nobody else accesses the word.
        let slot = unsafe { &mut *word.as_ptr() };
        core::mem::replace(slot, slot.wrapping_add(n))
    }
}

/// Locks whose primitives may be shared between threads, so that `Arc` is their owning handle.
///
/// [`LocalLock`](super::LocalLock) is not among them: its owning handle is `Rc`.
pub trait ThreadSafe: RawLock + Send + Sync {}
