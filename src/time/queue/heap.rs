//! A heap: small, and exact.

use core::fmt;
use core::pin::Pin;
use core::task::Waker;

use super::{Due, Queue};
use crate::wait::{self, Node, Stage, Steps, Timer, Tired};

/// A pairing heap, the queue of [`Timers`](crate::time::generic::Timers) if nothing else is named.
///
/// Use it for up to some hundred timers, and where memory is scarce. For many use a `Wheel`.
///
/// # Cost
///
/// Two words. To register and to cancel is a few stores each, whatever waits; to find out who is next
/// is logarithmic on average.
pub struct Heap(wait::Heap);

// SAFETY: `wait::Heap` keeps the Link Invariant.
#[allow(private_interfaces, reason = "sealed: nobody outside can name a node")]
unsafe impl Queue for Heap {
    const NEW: Self = Self(wait::Heap::new());

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    unsafe fn insert(&mut self, node: Pin<&Node<Timer>>, waker: Waker, _now: u64) {
        // SAFETY: as the caller promises.
        unsafe { self.0.insert(node, waker) };
    }

    unsafe fn remove(&mut self, node: &Node<Timer>, stage: Stage) -> Option<Waker> {
        // SAFETY: as the caller promises.
        unsafe { self.0.remove(node, stage) }
    }

    fn due(&mut self, now: u64, steps: &mut Steps) -> Result<Due, Tired> {
        match self.0.first(steps)? {
            Some(deadline) if deadline > now => Ok(Due::Later(deadline)),
            _ => Ok(self.0.pop(Stage::Passed).map_or(Due::Nobody, Due::Now)),
        }
    }

    fn earliest(&mut self, steps: &mut Steps) -> Result<Option<u64>, Tired> {
        self.0.first(steps)
    }
}

impl fmt::Debug for Heap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Heap(..)")
    }
}
