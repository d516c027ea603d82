//! `join`, `try_join`, `race`, `race_ok` and `select`: what their documentation promises.

#[cfg(feature = "alloc")]
#[path = "../conformance/allocator.rs"]
mod allocator;
mod kit;

#[cfg(feature = "alloc")]
mod allocations;
mod auto_traits;
mod drops;
mod fairness;
#[cfg(feature = "futures-core")]
mod fused;
mod loops;
mod misuse;
mod nested;
mod outputs;
mod panics;
mod polls;
mod select;
mod sizes;
#[cfg(feature = "std")]
mod spawned;
mod threads;
mod user;
#[cfg(feature = "alloc")]
mod vectors;
mod woken;
#[cfg(feature = "alloc")]
mod woken_heap;
