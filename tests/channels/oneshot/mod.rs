//! One value, once.

mod counting;
mod ends;
mod halves;
mod lite;
pub(crate) mod probe;
mod threads;
