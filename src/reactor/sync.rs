//! What a seat is made of: a model brings its own.

pub(super) use core::sync::atomic::{AtomicU32, Ordering};
pub(super) use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
