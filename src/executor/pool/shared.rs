//! What the workers of a pool have in common.

use core::fmt;
use core::future::Future;
use core::sync::atomic::{AtomicU8, AtomicUsize, Ordering, fence};
use std::boxed::Box;
use std::sync::Arc;

use super::awake::Awake;
use super::here::here;
use super::idle::{Idle, Means};
use super::injector::Injector;
use super::member::{Member, schedule};
use super::ring::Ring;
use super::state::{Drained, Phase};
use crate::executor::parker::Parker;
use crate::executor::task::{self, JoinHandle, Registry, Runnable};
use crate::lock::StdLock;

/// How much a worker's own queue holds.
pub(super) const RING: usize = 512;

/// What others see of a worker, on a line of its own.
#[repr(align(128))]
pub(super) struct Seat {
    pub(super) ring: Ring<Runnable, RING>,
    pub(super) parker: Parker,
}

pub(super) struct Shared {
    pub(super) idle: Idle,
    /// Work from elsewhere.
    pub(super) injector: Injector<Runnable>,
    pub(super) seats: Box<[Seat]>,
    /// The tasks that were left pending.
    pub(super) registry: Registry<StdLock>,
    phase: AtomicU8,
    /// How many workers have not ended.
    left: AtomicUsize,
    pub(super) awake: Awake,
    pub(super) drained: Drained,
}

impl Shared {
    pub(super) fn new(workers: usize) -> Arc<Self> {
        let seat = || Seat { ring: Ring::new(), parker: Parker::new() };
        Arc::new(Self {
            idle: Idle::new(workers),
            injector: Injector::new(),
            seats: (0..workers).map(|_| seat()).collect(),
            registry: Registry::new(workers),
            phase: AtomicU8::new(Phase::Open as u8),
            left: AtomicUsize::new(workers),
            awake: Awake::new(workers),
            drained: Drained::new(),
        })
    }

    /// # Safety
    ///
    /// The pool of `this`, which is one's that an `Arc` holds, has a worker that has not ended.
    pub(super) unsafe fn refer(this: *const Self) -> Arc<Self> {
        // SAFETY: the worker refers to it.
        unsafe { Arc::increment_strong_count(this) };
        // SAFETY: the count is ours.
        unsafe { Arc::from_raw(this) }
    }

    #[inline]
    pub(super) fn spawn<F>(self: &Arc<Self>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let home = Arc::as_ptr(self).cast();
        // SAFETY: future and owner are `Send`, and nothing is borrowed.
        let (runnable, handle) = unsafe { task::spawn(home, Member::new(), future, schedule) };
        here(|local| match local {
            Some(local) if Arc::ptr_eq(&local.shared, self) => local.spawn(runnable),
            _ if self.is_closing() => drop(runnable),
            _ => self.schedule(runnable),
        });
        handle
    }

    /// From elsewhere.
    pub(super) fn schedule(&self, runnable: Runnable) {
        self.injector.push(runnable);
        self.idle.notify(self);
        // The fence is in there: the last worker sees the push, or this sees that it has ended.
        if self.left.load(Ordering::Relaxed) == 0 {
            self.clear();
        }
    }

    /// Drops what nobody will poll.
    #[cold]
    fn clear(&self) {
        while !self.injector.is_empty() {
            self.injector.take(usize::MAX, drop);
        }
    }

    #[inline(always)]
    pub(super) fn phase(&self) -> Phase {
        Phase::from_u8(self.phase.load(Ordering::SeqCst))
    }

    #[inline(always)]
    pub(super) fn is_closing(&self) -> bool {
        self.phase() == Phase::Closing
    }

    /// Goes on to a later phase, and sees to it that all workers learn of it.
    pub(super) fn advance(&self, phase: Phase) {
        self.phase.fetch_max(phase as u8, Ordering::SeqCst);
        if phase == Phase::Closing {
            self.registry.close();
        }
        self.idle.wake_all(self);
    }

    /// Whether nothing is in a queue, and no task waits.
    pub(super) fn is_empty(&self) -> bool {
        !self.has_work() && self.registry.is_empty()
    }

    /// So many threads could not be started; or one has ended, which searched or not.
    pub(super) fn leave(&self, count: usize, searches: bool) {
        if self.left.fetch_sub(count, Ordering::SeqCst) == count {
            fence(Ordering::SeqCst);
            self.clear();
        }
        self.idle.leave(searches, self);
    }
}

impl Means for Shared {
    fn has_work(&self) -> bool {
        !self.injector.is_empty() || self.seats.iter().any(|seat| !seat.ring.is_empty())
    }

    fn park(&self, worker: usize) {
        self.seats[worker].parker.park();
    }

    fn unpark(&self, worker: usize) {
        self.seats[worker].parker.unpark();
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("threads", &self.seats.len()).finish_non_exhaustive()
    }
}
