//! The work of each kind of primitive: one function for everybody, over a trait that a peer
//! implements in a few lines.

pub(crate) mod event;
pub(crate) mod gate;
pub(crate) mod meeting;
pub(crate) mod slot;
