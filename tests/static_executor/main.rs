//! The executor in a `static`, and one future on whatever can sleep.
//!
//! Under Miri, one flavor does where the flavors differ in nothing but the lock.

#![cfg(feature = "std")]

mod aliases;
#[cfg(feature = "critical-section")]
mod board;
mod cancel;
#[cfg_attr(feature = "critical-section", path = "flavors/critical.rs")]
#[cfg_attr(not(feature = "critical-section"), path = "flavors/none.rs")]
mod flavor;
mod interrupts;
mod kit;
mod local;
mod nested;
mod order;
mod panics;
mod parks;
mod random;
mod spawn;
mod stale;
mod threads;
