//! Work that blocks, on threads of its own: what the documentation promises.

#![cfg(feature = "std")]

extern crate alloc;

mod calls;
#[path = "../../src/executor/unblock/crew.rs"]
mod crew;
mod crews;
mod iterators;
mod panics;
mod pools;
#[cfg(feature = "futures-core")]
mod streams;
mod support;
