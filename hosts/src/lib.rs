//! One scenario with every primitive, to be run under the executors of others: see `tests/`.
//!
//! The scenario is written once, in `scenario/`, and compiled for both flavors: in [`threads`] its tasks must be
//! `Send`, in [`local`] they are not.

#![allow(clippy::duplicate_mod, reason = "the scenario, once for each flavor")]

pub mod local;
mod progress;
pub mod threads;

pub use self::progress::{Progress, watched, watched_for};
