//! Futures together: join, race, select, groups.

#[cfg(feature = "std")]
mod catch_unwind;
pub mod event_loop;
mod fuse;
#[cfg(feature = "alloc")]
pub mod group;
#[cfg(feature = "futures-core")]
mod terminated;
mod wakers;
mod yield_now;

#[cfg(feature = "std")]
pub use self::catch_unwind::{CatchUnwind, Caught};
pub use self::event_loop::Loop;
pub use self::fuse::{Fuse, Fused};
#[cfg(feature = "alloc")]
pub use self::group::Group;
pub use self::wakers::WakerPool;
#[cfg(any(target_has_atomic = "ptr", feature = "critical-section"))]
#[doc(hidden)]
pub use self::wakers::generic;
pub use self::yield_now::{YieldNow, yield_now};
