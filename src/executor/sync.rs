//! What a parker is made of: a model brings its own.

pub(super) use core::sync::atomic::{AtomicU32, Ordering};
pub(super) use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
pub(super) use std::thread::yield_now;

pub(super) use super::driver::oust;
use super::parker::{EMPTY, Parker};

impl Parker {
    pub(crate) const fn new() -> Self {
        Self::of(AtomicU32::new(EMPTY), Mutex::new(()), Condvar::new())
    }
}
