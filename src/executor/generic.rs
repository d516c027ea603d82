//! The bodies of the executors, generic over the lock.
//!
//! A flavor is a list of aliases: see [`executor`](super#flavors).

pub use super::fixed::{StaticCancel, StaticExecutor, StaticJoinHandle, StaticSpawner, TaskCell};
