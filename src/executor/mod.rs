//! Who polls: from one future on one thread upwards.
//!
//! | to run | use | needs |
//! |---|---|---|
//! | one future on this thread | `block_on` | `std` |
//! | one future on a board, asleep until an interrupt | [`block_on_with`] a [`Park`] | nothing |
//! | a fixed number of tasks without heap | `StaticExecutor` | nothing but compare-exchange, or a critical section |
//! | any number of tasks on this thread, not `Send`, maybe borrowing | `LocalExecutor` | `executor` |
//! | tasks on all processors | `ThreadPool`, or the free function `spawn` | `executor` and `std` |
//! | children that borrow from the task they are part of | `scope` | `alloc` |
//! | blocking work beside all that | `unblock`, `unblock_iter` | `std` |
//! | tasks on the event loop of somebody else | `Turns`, or `LocalExecutor::run_until` | `executor` |
//! | tasks of a web page | `web` | `web` |
//! | a loop over one state and several sources | [`Loop`] | nothing |
//!
//! All of it runs futures of any kind, and all primitives of this crate run under any executor.
//!
//! # Flavors
//!
//! Executors of bare metal have a body in [`generic`], and aliases for those who wake: threads and interrupt
//! handlers by compare-exchange in here, without it in `critical`.

#[cfg(feature = "std")]
mod block_on;
mod block_on_with;
mod cancelled;
#[cfg(feature = "critical-section")]
pub mod critical;
#[cfg(feature = "std")]
mod driver;
mod fixed;
pub mod generic;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
mod local;
#[cfg(feature = "alloc")]
mod outcome;
mod park;
#[cfg(feature = "std")]
mod parker;
#[cfg(feature = "std")]
mod parking;
#[cfg(all(feature = "executor", feature = "std", target_has_atomic = "ptr"))]
mod pool;
#[cfg(feature = "alloc")]
pub mod scope;
#[cfg(feature = "std")]
mod served;
#[cfg(feature = "std")]
mod sync;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
mod task;
#[cfg(feature = "std")]
mod thread_park;
#[cfg(target_has_atomic = "ptr")]
mod threads;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
mod turns;
#[cfg(feature = "std")]
mod unblock;
#[cfg(feature = "std")]
mod until;
#[cfg(all(feature = "web", any(target_family = "wasm", doc)))]
pub mod web;

pub use crate::future::Loop;

#[cfg(feature = "std")]
pub use self::block_on::block_on;
pub use self::block_on_with::{SharedPark, block_on_with};
pub use self::cancelled::Cancelled;
#[cfg(feature = "std")]
#[allow(unused_imports, reason = "for devices")]
pub(crate) use self::driver::{
    Devices, RETRY, Sleeper, Slept, devices_changed, serve_devices, waits_for_device,
};
#[cfg(feature = "std")]
pub(crate) use self::driver::{Timers, is_held_up, nearer, serve_timers, waits};
pub use self::fixed::SpawnError;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
pub use self::local::{LocalExecutor, LocalSpawner, RunUntil};
pub use self::park::Park;
#[cfg(all(feature = "executor", feature = "std", target_has_atomic = "ptr"))]
pub use self::pool::{Shutdown, Spawner, ThreadPool, ThreadPoolBuilder, spawn};
#[cfg(feature = "std")]
pub use self::scope::scope;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
#[doc(hidden)]
pub use self::task::protocol as task_protocol;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
pub use self::task::{Cancel, JoinError, JoinHandle};
#[cfg(feature = "std")]
pub use self::thread_park::ThreadPark;
#[cfg(target_has_atomic = "ptr")]
pub use self::threads::*;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
pub use self::turns::{PATIENCE, Pace, Turns};
#[cfg(feature = "std")]
pub use self::unblock::{
    BlockingPool, BlockingPoolBuilder, NextItem, Unblock, UnblockIter, unblock, unblock_iter,
};
#[cfg(feature = "std")]
pub(crate) use self::until::block_on_timeout;
