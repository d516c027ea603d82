//! What the library promises, tested on the device: without heap, without threads, with interrupts.
//!
//! `scenes/` describes every primitive, once for all flavors; `flavor/` says of which flavor it is meant, and
//! each program in `src/bin/` includes both. What is here knows neither: a scene shows itself as a
//! [`Stage`](stage::Stage), and a promise is a function on a [`Subject`](stage::Subject).
//!
//! The promises are those of `tests/conformance/`, but for these: C8, since nothing here is linked with a heap;
//! C9 and what C10 says of futures that are polled after completion, since nothing unwinds here; what C10 says
//! of futures that are forgotten, since there is nowhere to forget them; C11, since it is one of types; C12,
//! since there is hardly room. Instead, interrupts come at any time.

#![no_std]

mod crowd;
pub mod facts;
mod few;
pub mod handlers;
mod lent;
mod probe;
pub mod promises;
mod shared;
pub mod stage;

pub use self::shared::{Borrowed, Shared};
