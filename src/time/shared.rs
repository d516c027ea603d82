//! The owning handle.

use alloc::rc::Rc;

use super::clock::Clock;
use super::generic::Timers;
use super::handle::Handle;
use super::queue::Queue;
use crate::lock::RawLock;

// SAFETY: the timers lie in the counted allocation, which lives as long as a handle does.
unsafe impl<C: Clock, L: RawLock, Q: Queue> Handle for Rc<Timers<C, L, Q>> {
    type Clock = C;
    type Lock = L;
    type Queue = Q;

    #[inline(always)]
    fn timers(&self) -> &Timers<C, L, Q> {
        self
    }
}
