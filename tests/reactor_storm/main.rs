//! The reactor under those who reuse, swap, drop and interrupt.

// Miri has neither `fstat` nor timerfds, so there is no device under it.
#![cfg(all(feature = "reactor", feature = "executor", unix, not(miri)))]

mod alone;
mod blocking;
mod charge;
#[cfg(target_os = "linux")]
mod failing;
mod files;
mod first;
#[cfg(target_os = "linux")]
mod full_table;
mod get_mut;
mod messages;
mod priority;
mod random;
mod reuse;
#[cfg(target_os = "linux")]
mod signals;
mod storm;
mod watch;
