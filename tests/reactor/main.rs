//! Devices of the operating system.
#![cfg(all(feature = "reactor", unix))]

mod basics;
mod bytes;
mod edges;
mod help;
#[cfg(feature = "futures-io")]
mod io;
mod modes;
mod numbers;
mod ops;
mod passes;
mod peers;
mod wakers;
