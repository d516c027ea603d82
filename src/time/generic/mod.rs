//! The one body of each type, generic over the [`RawLock`](crate::lock::RawLock).
//!
//! Use it with a lock of your own, or `LockApi`; for the rest there are
//! aliases in [`time`](crate::time), [`local`](crate::time::local) and `critical`.

mod elapsed;
mod interval;
mod missed;
mod mock;
mod sleep;
mod timeout;
mod timers;

pub use self::elapsed::Elapsed;
pub use self::interval::{Interval, Tick};
pub use self::missed::MissedTickBehavior;
pub use self::mock::MockClock;
pub use self::sleep::Sleep;
pub use self::timeout::Timeout;
pub use self::timers::Timers;
