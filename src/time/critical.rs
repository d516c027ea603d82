//! The critical-section flavor: threads and interrupt handlers, no atomics.

use super::{Heap, generic};
use crate::lock::CriticalSectionLock;

/// [`Timers`](generic::Timers) for threads and interrupts.
pub type Timers<C, Q = Heap> = generic::Timers<C, CriticalSectionLock, Q>;
/// The future of [`Timers::sleep`](generic::Timers::sleep) for threads and interrupts.
pub type Sleep<'a, C, Q = Heap> = generic::Sleep<&'a Timers<C, Q>>;
/// An [`Interval`](generic::Interval) for threads and interrupts.
pub type Interval<'a, C, Q = Heap> = generic::Interval<&'a Timers<C, Q>>;
/// The future of [`Timers::timeout`](generic::Timers::timeout) for threads and interrupts.
pub type Timeout<'a, F, C, Q = Heap> = generic::Timeout<F, &'a Timers<C, Q>>;
/// A [`MockClock`](generic::MockClock) for threads and interrupts.
pub type MockClock = generic::MockClock<CriticalSectionLock>;
