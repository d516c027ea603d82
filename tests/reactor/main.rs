//! Devices of the operating system.
#![cfg(all(feature = "reactor", unix))]

mod basics;
mod edges;
mod help;
mod numbers;
mod peers;
mod wakers;
