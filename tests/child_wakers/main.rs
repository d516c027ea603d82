//! The wakers of the children of a combinator.

#![cfg(feature = "std")]

mod rig;
mod rounds;
