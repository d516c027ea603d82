//! The thread-safe flavor: see [`time`](super).

use super::{Global, Heap, StdClock, generic};
use crate::lock::StdLock;

/// [`Timers`](generic::Timers) for threads.
pub type Timers<C = StdClock, Q = Heap> = generic::Timers<C, StdLock, Q>;
/// A [`MockClock`](generic::MockClock) for threads.
pub type MockClock = generic::MockClock<StdLock>;
/// The future of [`sleep`](super::sleep), or of another handle.
pub type Sleep<H = Global> = generic::Sleep<H>;
/// What [`interval`](super::interval) makes, or another handle.
pub type Interval<H = Global> = generic::Interval<H>;
/// The future of [`Interval::tick`](generic::Interval::tick).
pub type Tick<'a, H = Global> = generic::Tick<'a, H>;
/// The future of [`timeout`](super::timeout), or of another handle.
pub type Timeout<F, H = Global> = generic::Timeout<F, H>;
