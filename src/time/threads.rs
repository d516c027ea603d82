//! The thread-safe flavor: see [`time`](super).

use super::{Heap, StdClock, generic};
use crate::lock::StdLock;

/// [`Timers`](generic::Timers) for threads.
pub type Timers<C = StdClock, Q = Heap> = generic::Timers<C, StdLock, Q>;
/// A [`MockClock`](generic::MockClock) for threads.
pub type MockClock = generic::MockClock<StdLock>;
