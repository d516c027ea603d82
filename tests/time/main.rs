//! Time: intervals and timeouts with a clock that stands still, the driver of the process with the real one.
//!
//! The driver's thread never ends, which Miri calls a leak: there, only what needs no thread runs.

#![cfg(feature = "std")]

#[cfg(not(miri))]
mod executors;
#[cfg(feature = "futures-core")]
mod fused;
mod intervals;
#[cfg(not(miri))]
mod moving;
#[cfg(not(miri))]
mod nesting;
#[cfg(not(miri))]
mod real;
mod support;
mod timeouts;
