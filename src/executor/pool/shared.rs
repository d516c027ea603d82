//! What the workers of a pool have in common.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use std::boxed::Box;
use std::fmt;
use std::sync::Arc;

use crossbeam_deque::{Injector, Stealer};

use super::here::here;
use super::idle::{Idle, Means, Word};
use crate::executor::Parker;
use crate::executor::task::Runnable;

/// What others see of a worker.
pub(super) struct Seat {
    pub(super) stealer: Stealer<Runnable>,
    parker: Parker,
    below: AtomicUsize,
}

impl Seat {
    pub(super) fn new(stealer: Stealer<Runnable>) -> Self {
        Self { stealer, parker: Parker::new(), below: AtomicUsize::new(0) }
    }
}

/// The part of a pool that its tasks keep alive.
pub(super) struct Shared {
    pub(super) idle: Idle<AtomicUsize>,
    /// Work from elsewhere.
    pub(super) injector: Injector<Runnable>,
    pub(super) seats: Box<[Seat]>,
    pub(super) closing: AtomicBool,
}

impl Shared {
    pub(super) fn new(seats: Box<[Seat]>) -> Self {
        Self {
            idle: Idle::new(AtomicUsize::new(0)),
            injector: Injector::new(),
            seats,
            closing: AtomicBool::new(false),
        }
    }

    /// Sees to it that a task is polled.
    #[inline]
    pub(super) fn schedule(self: &Arc<Self>, runnable: Runnable, woken_while_running: bool) {
        here(|local| match local {
            Some(local) if Arc::ptr_eq(&local.shared, self) => {
                local.schedule(runnable, woken_while_running);
            }
            _ => {
                self.injector.push(runnable);
                self.idle.notify(&**self);
            }
        });
    }

    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.idle.wake_all(self);
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }
}

impl Means for Shared {
    fn has_work(&self) -> bool {
        self.is_closing()
            || !self.injector.is_empty()
            || self.seats.iter().any(|seat| !seat.stealer.is_empty())
    }

    #[inline(always)]
    fn fence(&self) {
        fence(Ordering::SeqCst);
    }

    fn below(&self, worker: usize) -> usize {
        self.seats[worker].below.load(Ordering::Relaxed)
    }

    fn set_below(&self, worker: usize, below: usize) {
        self.seats[worker].below.store(below, Ordering::Relaxed);
    }

    fn park(&self, worker: usize) {
        self.seats[worker].parker.park();
    }

    fn unpark(&self, worker: usize) {
        self.seats[worker].parker.unpark();
    }
}

impl Word for AtomicUsize {
    #[inline(always)]
    fn load(&self) -> usize {
        self.load(Ordering::Acquire)
    }

    #[inline(always)]
    fn exchange(&self, old: usize, new: usize) -> Result<(), usize> {
        self.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).map(drop)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("threads", &self.seats.len()).finish_non_exhaustive()
    }
}
