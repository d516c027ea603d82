//! What the peers need beside `size`.

#![no_std]

#[cfg(feature = "intrusive")]
mod section;

#[cfg(feature = "intrusive")]
pub use self::section::Lock;
