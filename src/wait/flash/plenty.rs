//! Each case is compiled by itself, and tried before anything is called.

/// Whether flash is scarce.
pub(crate) const SCARCE: bool = false;
