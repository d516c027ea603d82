//! One value, once.
