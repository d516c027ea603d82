//! Wakes one after the other; a panic waits until all are woken.

use core::task::Waker;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Wakes what `next` yields. If wakers panic, the first panic goes on when all have been woken
/// (unless the thread is panicking already: then it ends here, as a second one would abort).
pub(crate) fn wake_each(mut next: impl FnMut() -> Option<Waker>) {
    let mut first = None;
    // A waker that panics is gone, and `next` has handed it out: the rest can be woken.
    while let Err(panic) = catch_unwind(AssertUnwindSafe(|| {
        while let Some(waker) = next() {
            waker.wake();
        }
    })) {
        match first {
            None => first = Some(panic),
            // Dropping it could panic in turn, before the rest is woken.
            Some(_) => core::mem::forget(panic),
        }
    }
    match first {
        Some(panic) if std::thread::panicking() => core::mem::forget(panic),
        Some(panic) => resume_unwind(panic),
        None => {}
    }
}
