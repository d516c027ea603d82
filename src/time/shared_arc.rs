//! The owning handle that threads share, and a clock that they share, where the target has atomics.

use alloc::sync::Arc;

use super::clock::Clock;
use super::generic::Timers;
use super::handle::{Handle, WakerId};
use super::queue::Queue;
use crate::lock::RawLock;

// SAFETY: the timers lie in the counted allocation, which lives as long as a handle does.
unsafe impl<C: Clock, L: RawLock, Q: Queue> Handle for Arc<Timers<C, L, Q>> {
    type Clock = C;
    type Lock = L;
    type Queue = Q;

    #[inline(always)]
    fn timers(&self) -> &Timers<C, L, Q> {
        self
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    #[inline(always)]
    fn now(&self) -> u64 {
        C::now(self)
    }

    #[inline(always)]
    fn set_alarm(&self, at: u64) {
        C::set_alarm(self, at);
    }

    #[inline(always)]
    fn waits(&self, waker: WakerId) {
        C::waits(self, waker);
    }

    #[inline(always)]
    fn is_held_up(&self) -> bool {
        C::is_held_up(self)
    }
}
