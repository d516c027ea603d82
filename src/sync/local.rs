//! The local flavor.
