//! Scopes: what their documentation promises.

#![cfg(feature = "std")]

mod borrowing;
mod cancelling;
mod ends;
mod flavors;
mod panics;
mod polls;
mod sends;
#[path = "../groups/support.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod support;
