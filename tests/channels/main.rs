//! The promises of the channels.

#![cfg(feature = "std")]

mod exchange;
mod rendezvous;
