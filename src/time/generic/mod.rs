//! The one body of each type, generic over the [`RawLock`](crate::lock::RawLock).
//!
//! Use it with a lock of your own, or `LockApi`; for the rest there are
//! aliases in [`time`](crate::time), [`local`](crate::time::local) and `critical`.

mod mock;
mod sleep;
mod timers;

pub use self::mock::MockClock;
pub use self::sleep::Sleep;
pub use self::timers::Timers;
