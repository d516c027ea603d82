//! Who wakes on time: clocks, timers, timeouts.

mod clock;
#[cfg(feature = "critical-section")]
pub mod critical;
#[cfg(feature = "std")]
mod driver;
pub mod generic;
mod handle;
pub mod local;
mod queue;
#[cfg(feature = "alloc")]
mod shared;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod shared_arc;
#[cfg(feature = "std")]
mod std_clock;
#[cfg(feature = "std")]
mod threads;

pub use self::clock::{Clock, NEVER};
#[cfg(feature = "std")]
pub use self::driver::{
    DriverClock, Global, interval, interval_at, sleep, sleep_until, timeout, timeout_at,
};
pub use self::generic::{Elapsed, MissedTickBehavior};
pub use self::handle::{Handle, WakerId};
pub use self::queue::{Heap, Queue, Wheel};
#[cfg(feature = "std")]
pub use self::std_clock::StdClock;
#[cfg(feature = "std")]
pub use self::threads::*;
