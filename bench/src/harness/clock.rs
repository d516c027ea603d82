//! Timing a loop.

use std::ops::Deref;
use std::sync::atomic::{Ordering, compiler_fence};
use std::time::{Duration, Instant};

/// How long it takes to do `operation` so many times.
///
/// After each one the compiler must assume that all memory was looked at and changed, so it can
/// neither merge two operations nor leave out a pair that cancels out. This costs no instruction.
#[inline(always)]
pub(crate) fn timed(count: u64, mut operation: impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..count {
        operation();
        compiler_fence(Ordering::SeqCst);
    }
    start.elapsed()
}

/// A value that starts a cache line of its own, so that nobody is slow because of its neighbours.
#[repr(align(128))]
pub(crate) struct Hot<T>(pub(crate) T);

impl<T> Deref for Hot<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}
