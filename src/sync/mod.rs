//! Agree: locks, semaphores, events.
pub mod generic;
mod error;
pub use self::error::{Closed, TryAcquireError, TryLockError};
