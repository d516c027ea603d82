//! The first poll tries to take before it calls anything.

pub(crate) const INLINE: bool = true;
