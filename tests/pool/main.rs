//! `ThreadPool`: what it promises.

#![cfg(all(feature = "executor", feature = "std", target_has_atomic = "ptr"))]

mod basics;
mod blocking;
mod ends;
mod panics;
#[cfg(not(miri))]
mod soak;
#[cfg(not(miri))]
mod starving;
mod support;
