//! Locks whose every step loom sees.

use std::cell::Cell;
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use loom::cell::UnsafeCell;
use loom::sync::Mutex;
use loom::sync::atomic::AtomicUsize;
use wakeful::lock::{Counter, RawLock, ThreadSafe, Word};

thread_local! {
    /// Whether a load is made as a read-modify-write; see [`explore_loads`].
    static ORDERED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `explore` twice: loads see any value that they may, and loads see the newest value.
///
/// Why is the first not enough? loom remembers only the newest access of an atomic. If two threads
/// load before one of them writes, it takes the other's load for harmless, and never tries it after
/// the write. A read-modify-write is never harmless.
pub(crate) fn explore_loads(mut explore: impl FnMut()) {
    for ordered in [false, true] {
        // All threads of a model run on the one that explores it.
        ORDERED.set(ordered);
        explore();
    }
}

loom::thread_local! {
    /// How many locks this thread holds.
    static HELD: Cell<usize> = Cell::new(0);
}

/// Whether this thread runs under one of the locks of this file, where no waker may be called.
pub(crate) fn is_held() -> bool {
    HELD.with(|held| held.get() > 0)
}

/// Moves `primitive` to where several threads reach it.
///
/// loom wants its objects made before they are raced for. They are made when a word is first read,
/// and to print a primitive is to read its word.
pub fn share<T: fmt::Debug>(primitive: T) -> Arc<T> {
    let _ = format!("{primitive:?}");
    Arc::new(primitive)
}

/// A mutex of loom, made when it is first locked: `RawLock::NEW` is a constant, loom's `new` is not.
#[derive(Debug)]
struct LazyMutex(OnceLock<Mutex<()>>);

/// Counts down also when the closure panics.
struct Leave;

impl Drop for Leave {
    fn drop(&mut self) {
        HELD.with(|held| held.set(held.get() - 1));
    }
}

impl LazyMutex {
    const fn new() -> Self {
        Self(OnceLock::new())
    }

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        let mutex = self.0.get_or_init(|| Mutex::new(()));
        // Poison is impossible to see: an execution ends with its first panic.
        let _guard = mutex.lock().unwrap();
        HELD.with(|held| held.set(held.get() + 1));
        let _leave = Leave;
        f()
    }
}

/// The counterpart of `StdLock`: words are atomics, lists lie behind a mutex.
#[derive(Debug)]
pub struct LoomLock {
    mutex: LazyMutex,
    /// What stands for the word; it starts with the value that the word was made with.
    atomic: OnceLock<AtomicUsize>,
}

impl LoomLock {
    fn atomic(&self, word: &Word) -> &AtomicUsize {
        // SAFETY: nobody ever writes through the pointer: what changes is the atomic.
        self.atomic.get_or_init(|| AtomicUsize::new(unsafe { *word.as_ptr() }))
    }
}

// SAFETY: loom's mutex excludes, and reports who locks it twice. Its guard unlocks on a panic. The
// word operations are atomic and have the orderings asked for; by the Word Rule each lock has one
// word, so one atomic stands for it.
unsafe impl RawLock for LoomLock {
    const NEW: Self = Self { mutex: LazyMutex::new(), atomic: OnceLock::new() };
    const LOCK_FREE: bool = true;
    type Counter = LoomCounter;

    fn pause(_: u32) {
        loom::thread::yield_now();
    }

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        self.mutex.with(f)
    }

    unsafe fn load(&self, word: &Word) -> usize {
        let atomic = self.atomic(word);
        if ORDERED.get() {
            atomic.fetch_add(0, Ordering::Acquire)
        } else {
            atomic.load(Ordering::Acquire)
        }
    }

    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: Ordering,
    ) -> Result<usize, usize> {
        self.atomic(word).compare_exchange(old, new, order, Ordering::Acquire)
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        self.atomic(word).fetch_add(n, order)
    }
}

impl ThreadSafe for LoomLock {}

/// The counterpart of `CriticalSectionLock`: words are plain, and touched with the lock held.
#[derive(Debug)]
pub struct LoomPlainLock {
    mutex: LazyMutex,
    /// Touched whenever the word is, so that loom reports who does it without the lock.
    witness: OnceLock<UnsafeCell<()>>,
}

// SAFETY: loom reports any two accesses of the witness that are not ordered.
unsafe impl Sync for LoomPlainLock {}

impl LoomPlainLock {
    fn read(&self) {
        assert!(is_held(), "a plain word was read without its lock");
        self.witness.get_or_init(|| UnsafeCell::new(())).with(|_| ());
    }

    fn write(&self) {
        assert!(is_held(), "a plain word was written without its lock");
        self.witness.get_or_init(|| UnsafeCell::new(())).with_mut(|_| ());
    }
}

// SAFETY: loom's mutex excludes, and reports who locks it twice. Its guard unlocks on a panic.
unsafe impl RawLock for LoomPlainLock {
    const NEW: Self = Self { mutex: LazyMutex::new(), witness: OnceLock::new() };
    type Counter = LoomLoadStore;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        self.mutex.with(f)
    }

    unsafe fn load(&self, word: &Word) -> usize {
        self.read();
        // SAFETY: the Word Rule: the lock is held, so nobody else accesses the word.
        unsafe { *word.as_ptr() }
    }

    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        _: Ordering,
    ) -> Result<usize, usize> {
        self.write();
        // SAFETY: the Word Rule: the lock is held, so nobody else accesses the word.
        let slot = unsafe { &mut *word.as_ptr() };
        if *slot != old {
            return Err(*slot);
        }
        *slot = new;
        Ok(old)
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, _: Ordering) -> usize {
        self.write();
        // SAFETY: the Word Rule: the lock is held, so nobody else accesses the word.
        let slot = unsafe { &mut *word.as_ptr() };
        std::mem::replace(slot, slot.wrapping_add(n))
    }
}

impl ThreadSafe for LoomPlainLock {}

/// An atomic of loom, made when it is first touched.
#[derive(Debug)]
pub struct LoomCounter(OnceLock<AtomicUsize>);

impl LoomCounter {
    fn atomic(&self) -> &AtomicUsize {
        self.0.get_or_init(|| AtomicUsize::new(0))
    }
}

// SAFETY: loads acquire, stores release, read-modify-writes do both.
unsafe impl Counter for LoomCounter {
    const ZERO: Self = Self(OnceLock::new());
    type Line = ();

    fn load(&self) -> usize {
        if ORDERED.get() {
            self.atomic().fetch_add(0, Ordering::Acquire)
        } else {
            self.atomic().load(Ordering::Acquire)
        }
    }

    fn own(&self) -> usize {
        self.atomic().load(Ordering::Relaxed)
    }

    fn store(&self, value: usize) {
        // Loads that are made as read-modify-writes could go on for ever before a mere store, and
        // never see it: nothing says which comes first.
        if ORDERED.get() {
            self.atomic().swap(value, Ordering::Release);
        } else {
            self.atomic().store(value, Ordering::Release);
        }
    }

    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        self.atomic().compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire)
    }

    fn swap(&self, value: usize) -> usize {
        self.atomic().swap(value, Ordering::AcqRel)
    }

    fn fetch_add(&self, n: usize) -> usize {
        self.atomic().fetch_add(n, Ordering::AcqRel)
    }
}

/// Loads and stores alone, as where there is no compare-exchange.
#[derive(Debug)]
pub struct LoomLoadStore(LoomCounter);

// SAFETY: loads acquire, stores release; `LoomPlainLock` is not `LOCK_FREE`.
unsafe impl Counter for LoomLoadStore {
    const ZERO: Self = Self(LoomCounter::ZERO);
    type Line = ();

    fn load(&self) -> usize {
        self.0.load()
    }

    fn own(&self) -> usize {
        self.0.own()
    }

    fn store(&self, value: usize) {
        self.0.store(value);
    }
}
