//! The channels, one module each.

#![cfg(feature = "std")]

mod broadcast;
