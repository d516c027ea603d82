//! A lock that is busy: before it lets somebody in, others do something.

use std::cell::{Cell, RefCell};

use wakeful::lock::{LocalLock, RawLock};

type Others = Box<dyn FnMut()>;

thread_local! {
    static OTHERS: RefCell<Option<Others>> = const { RefCell::new(None) };
    static HOLDS: Cell<usize> = const { Cell::new(0) };
}

/// A [`LocalLock`] that counts how often it is taken, on this thread.
pub(crate) struct BusyLock(LocalLock);

// SAFETY: it is the lock inside.
unsafe impl RawLock for BusyLock {
    const NEW: Self = Self(LocalLock::NEW);
    type Counter = <LocalLock as RawLock>::Counter;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        HOLDS.set(HOLDS.get() + 1);
        // Taken out, so that the others find the lock free and nobody else there.
        if let Some(mut others) = OTHERS.take() {
            others();
            OTHERS.set(Some(others));
        }
        self.0.with(f)
    }
}

/// How often `f` takes the lock.
pub(crate) fn holds(f: impl FnOnce()) -> usize {
    let before = HOLDS.get();
    f();
    HOLDS.get() - before
}

/// Runs `f`, and `others` before each hold of the lock in there.
pub(crate) fn among<R>(others: impl FnMut() + 'static, f: impl FnOnce() -> R) -> R {
    OTHERS.set(Some(Box::new(others)));
    let result = f();
    OTHERS.set(None);
    result
}
