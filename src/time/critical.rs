//! The critical-section flavor: threads and interrupt handlers, no atomics.

use super::{Heap, generic};
use crate::lock::CriticalSectionLock;

/// [`Timers`](generic::Timers) for threads and interrupts.
pub type Timers<C, Q = Heap> = generic::Timers<C, CriticalSectionLock, Q>;
/// The future of [`Timers::sleep`](generic::Timers::sleep) for threads and interrupts.
pub type Sleep<'a, C, Q = Heap> = generic::Sleep<&'a Timers<C, Q>>;
/// A [`MockClock`](generic::MockClock) for threads and interrupts.
pub type MockClock = generic::MockClock<CriticalSectionLock>;
