//! Many producers, many consumers.
