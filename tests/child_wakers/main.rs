//! The wakers of the children of a combinator.

#![cfg(feature = "std")]

#[path = "../conformance/allocator.rs"]
mod allocator;
mod costs;
mod counting;
mod panics;
mod pool;
mod random;
mod rig;
mod rounds;
mod tasks;
mod threads;
