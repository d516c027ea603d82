//! A task of a pool, as the pool sees it.

use core::cell::Cell;
use core::ptr::NonNull;

use async_task::ScheduleInfo;

use super::here::here;
use super::item::Item;
use super::shared::Shared;
use super::sync::AtomicPtr;
use crate::executor::task::{Meta, Owner, Runnable};

// The *Crew Rule*: a task that is enrolled is alive, and as long as one is, its pool has a worker that has not
// ended and refers to the `Shared` to which its `home` points.
//
// A worker ends only when nobody is enrolled any more, and nobody is enrolled after that. A task
// that is not enrolled was never left pending: it is in a queue, or in its first poll, on a worker.

/// Where a task is enrolled, which it is when it has first been left pending.
pub(super) struct Member {
    shard: Cell<Option<u32>>,
}

impl Member {
    pub(super) const fn new() -> Self {
        Self { shard: Cell::new(None) }
    }
}

impl Owner for Member {
    #[inline(always)]
    fn waits(&self, task: &Meta) -> bool {
        self.shard.get().is_some() || self.enrol(task)
    }

    fn ended(&self, task: &Meta) {
        if let Some(shard) = self.shard.get() {
            // SAFETY: the Crew Rule: it is still enrolled, and ends here.
            let shared = unsafe { &*home(task) };
            // SAFETY: it was enrolled in this shard.
            unsafe { shared.registry.strike(shard as usize, task) };
        }
    }
}

impl Member {
    /// Whether the task may go on.
    #[inline(never)]
    fn enrol(&self, task: &Meta) -> bool {
        here(|local| {
            let Some(local) = local else { return false };
            let shard = local.index() as u32;
            // SAFETY: it is alive, and `ended` strikes it off.
            let enrolled = unsafe { local.shared.registry.enrol(shard as usize, task) };
            self.shard.set(enrolled.then_some(shard));
            enrolled
        })
    }
}

fn home(task: &Meta) -> *const Shared {
    task.home().cast()
}

/// Sees to it that a task is polled again.
pub(super) fn schedule(runnable: Runnable, info: ScheduleInfo) {
    let shared = home(runnable.metadata());
    here(|local| match local {
        Some(local) if core::ptr::eq(&raw const *local.shared, shared) => {
            local.schedule(runnable, info.woken_while_running);
        }
        // SAFETY: the Crew Rule: it was left pending, so it is enrolled, or nobody would schedule it.
        _ => unsafe { Shared::refer(shared) }.schedule(runnable),
    });
}

// SAFETY: async-task's pointers are made for that, and runnables are `Send`.
unsafe impl Item for Runnable {
    #[inline(always)]
    fn into_raw(self) -> NonNull<()> {
        self.into_raw()
    }

    #[inline(always)]
    unsafe fn from_raw(raw: NonNull<()>) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Self::from_raw(raw) }
    }

    #[inline(always)]
    fn next(&self) -> &AtomicPtr<()> {
        self.metadata().next()
    }
}
