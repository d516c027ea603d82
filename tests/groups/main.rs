//! Groups, loops, fused futures, caught panics: what their documentation promises.

#![cfg(feature = "std")]

mod allocations;
mod catch_unwind;
#[path = "../conformance/caught.rs"]
mod caught;
mod channels;
mod drops;
mod event_loop;
mod fuse;
mod group;
mod model;
#[cfg(feature = "futures-core")]
mod streams;
mod support;
mod threads;
