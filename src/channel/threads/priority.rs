//! The highest first.
