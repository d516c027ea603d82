//! One value, once.

mod ends;
mod halves;
mod lite;
pub(crate) mod probe;
mod threads;
