//! Devices of the operating system.
#![cfg(all(feature = "reactor", unix))]

mod basics;
