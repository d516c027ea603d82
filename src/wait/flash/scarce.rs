//! What several cases have in common is compiled once; the steps are the same.

/// Whether flash is scarce.
pub(crate) const SCARCE: bool = true;
