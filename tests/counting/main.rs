//! What an operation costs, counted: read-modify-writes, passes under the lock, polls, wakes, clones of
//! wakers.
//!
//! Nanoseconds differ from run to run; these numbers may not. `-- --nocapture` prints the bills.

#![cfg(feature = "std")]

mod bill;
mod channels;
mod lock;
mod locks;
mod task;
