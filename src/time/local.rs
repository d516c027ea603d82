//! The local flavor: one thread, no atomics but a load and a store of a byte to wait.

use super::{Heap, generic};
use crate::lock::LocalLock;

/// [`Timers`](generic::Timers) for one thread.
pub type Timers<C, Q = Heap> = generic::Timers<C, LocalLock, Q>;
/// The future of [`Timers::sleep`](generic::Timers::sleep) for one thread.
pub type Sleep<'a, C, Q = Heap> = generic::Sleep<&'a Timers<C, Q>>;
/// An [`Interval`](generic::Interval) for one thread.
pub type Interval<'a, C, Q = Heap> = generic::Interval<&'a Timers<C, Q>>;
/// The future of [`Timers::timeout`](generic::Timers::timeout) for one thread.
pub type Timeout<'a, F, C, Q = Heap> = generic::Timeout<F, &'a Timers<C, Q>>;
/// A [`MockClock`](generic::MockClock) for one thread.
pub type MockClock = generic::MockClock<LocalLock>;
