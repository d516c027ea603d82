#![doc = include_str!("microcontroller.md")]
//!
//! ```rust,ignore
#![doc = include_str!("program.rs")]
//! ```
