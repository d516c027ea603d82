//! The channels.

#![cfg(feature = "std")]

mod spsc;
