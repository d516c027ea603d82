//! One value, once, for every receiver.
