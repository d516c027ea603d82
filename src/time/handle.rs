//! How a future reaches its timers.

use core::task::{RawWakerVTable, Waker};

use super::clock::Clock;
use super::generic::Timers;
use super::queue::Queue;
use crate::lock::RawLock;

/// How a future reaches its [`Timers`] and keeps them alive: `&Timers`, `Rc<Timers>`, `Arc<Timers>`.
///
/// # Safety
///
/// `timers` gives the same timers every time, also after the handle was moved, and they stay where they
/// are and alive as long as the handle does.
pub unsafe trait Handle {
    /// Its clock.
    type Clock: Clock;
    /// Its lock.
    type Lock: RawLock;
    /// Its queue.
    type Queue: Queue;

    /// The timers.
    fn timers(&self) -> &Timers<Self::Clock, Self::Lock, Self::Queue>;
}

/// What a waker is made of, without the waker.
#[derive(Clone, Copy, Debug)]
pub struct WakerId {
    data: *const (),
    vtable: &'static RawWakerVTable,
}

impl WakerId {
    #[inline(always)]
    pub(crate) fn of(waker: &Waker) -> Self {
        Self { data: waker.data(), vtable: waker.vtable() }
    }

    /// Its data pointer. What it points to may be gone.
    pub const fn data(self) -> *const () {
        self.data
    }

    /// Its functions.
    pub const fn vtable(self) -> &'static RawWakerVTable {
        self.vtable
    }
}

// SAFETY: a shared reference points to the same place as long as it lives.
unsafe impl<C: Clock, L: RawLock, Q: Queue> Handle for &Timers<C, L, Q> {
    type Clock = C;
    type Lock = L;
    type Queue = Q;

    #[inline(always)]
    fn timers(&self) -> &Timers<C, L, Q> {
        self
    }
}
