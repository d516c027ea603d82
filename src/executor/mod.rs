//! Who polls: from one future on one thread upwards.

#[cfg(feature = "std")]
mod block_on;
#[cfg(feature = "std")]
mod driver;
#[cfg(feature = "alloc")]
mod outcome;
#[cfg(feature = "std")]
mod parker;
#[cfg(feature = "std")]
mod parking;
#[cfg(all(feature = "executor", feature = "std", target_has_atomic = "ptr"))]
mod pool;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
mod task;
#[cfg(feature = "std")]
mod unblock;
#[cfg(feature = "std")]
mod until;

pub use crate::future::Loop;

#[cfg(feature = "std")]
pub use self::block_on::block_on;
#[cfg(feature = "std")]
pub(crate) use self::driver::{Driver, install, sleep};
#[cfg(feature = "std")]
pub(crate) use self::parker::Parker;
#[cfg(feature = "std")]
pub(crate) use self::parking::{here, is_own, is_polled_again};
#[cfg(all(feature = "executor", feature = "std", target_has_atomic = "ptr"))]
pub use self::pool::{Builder, Shutdown, Spawner, ThreadPool, spawn};
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
#[doc(hidden)]
pub use self::task::protocol as task_protocol;
#[cfg(all(feature = "executor", target_has_atomic = "ptr"))]
pub use self::task::{Cancel, JoinError, JoinHandle};
#[cfg(feature = "std")]
pub use self::unblock::{
    BlockingPool, BlockingPoolBuilder, NextItem, Unblock, UnblockIter, unblock, unblock_iter,
};
#[cfg(feature = "std")]
pub(crate) use self::until::block_on_timeout;
