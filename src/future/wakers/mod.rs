//! The wakers of the children of one combinator: who was woken is polled, and nobody else.
//!
//! The first round polls every child with a waker that lies on the stack; a child that
//! clones it gets the real one, which points into a *block*: one allocation, or a place in a
//! [`WakerPool`]. So a combinator whose children are ready at once allocates nothing, and one whose
//! children wait allocates once.
//!
//! Where there is neither heap nor pool nor room in it, children get the waker of the combinator's
//! task, and each round polls all.

#[cfg(any(target_has_atomic = "ptr", feature = "critical-section"))]
mod of_words;
#[cfg(not(any(target_has_atomic = "ptr", feature = "critical-section")))]
#[path = "poll_all.rs"]
mod of_words;

#[cfg(any(target_has_atomic = "ptr", feature = "critical-section"))]
pub mod generic;

pub use self::of_words::WakerPool;
pub(crate) use self::of_words::Wakers;
