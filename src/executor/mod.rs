//! Who polls: from one future on one thread upwards.
//!
//! # Flavors
//!
//! Executors of bare metal have a body in [`generic`], and aliases for those who wake: threads and interrupt
//! handlers by compare-exchange in here, without it in `critical`.

#[cfg(feature = "std")]
mod block_on;
mod block_on_with;
#[cfg(feature = "critical-section")]
pub mod critical;
#[cfg(feature = "std")]
mod driver;
mod fixed;
pub mod generic;
mod park;
#[cfg(feature = "std")]
mod parker;
#[cfg(feature = "std")]
mod parking;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
mod task;
#[cfg(feature = "std")]
mod thread_park;
#[cfg(target_has_atomic = "ptr")]
mod threads;
#[cfg(feature = "std")]
mod until;

pub use crate::future::Loop;

#[cfg(feature = "std")]
pub use self::block_on::block_on;
pub use self::block_on_with::{SharedPark, block_on_with};
#[cfg(feature = "std")]
pub(crate) use self::driver::{Driver, install, sleep};
pub use self::fixed::{Cancelled, SpawnError};
pub use self::park::Park;
#[cfg(feature = "std")]
pub(crate) use self::parker::Parker;
#[cfg(feature = "std")]
pub(crate) use self::parking::{here, is_own, is_polled_again};
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
pub use self::task::{Cancel, JoinError, JoinHandle};
#[cfg(feature = "std")]
pub use self::thread_park::ThreadPark;
#[cfg(target_has_atomic = "ptr")]
pub use self::threads::*;
#[cfg(feature = "std")]
pub(crate) use self::until::block_on_timeout;
