//! `ThreadPool`: what it promises.
#![cfg(all(feature = "executor", feature = "std", target_has_atomic = "ptr"))]

mod basics;
