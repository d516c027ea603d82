//! Where flash is scarce, the function for those who wait tries for newcomers, too: under the lock of a word
//! that is plain that takes as many passes.

pub(crate) const INLINE: bool = false;
