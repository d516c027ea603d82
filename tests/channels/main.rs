//! The channels: what their documentation promises.

#![cfg(feature = "std")]

mod watch;
