//! Channels, in every flavor and form.

#![cfg(feature = "std")]

mod allocations;
mod buffers;
mod mpmc;
mod mpsc;
mod priority;
mod support;
