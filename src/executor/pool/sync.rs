//! What the protocols of a pool are made of: a model brings its own.

pub(super) use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};
pub(super) use std::sync::{Mutex, PoisonError};
