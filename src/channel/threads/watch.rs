//! The latest state, for all who look.
