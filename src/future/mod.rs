//! Futures together: join, race, select, groups.

mod wakers;

pub use self::wakers::WakerPool;
#[cfg(any(target_has_atomic = "ptr", feature = "critical-section"))]
#[doc(hidden)]
pub use self::wakers::generic;
