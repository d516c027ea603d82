//! A worker: what its thread does.

use core::cell::Cell;
use core::fmt;
use core::hint::spin_loop;
use std::sync::Arc;

use crossbeam_deque::{Steal, Worker};

use super::here::Here;
use super::shared::Shared;
use crate::executor::task::{Runnable, run};

/// After so many polls a worker looks for work from elsewhere before its own.
pub(super) const INJECTOR_EVERY: u32 = 61;
/// So often in a row a task may go first because it was woken last.
pub(super) const LIFO_MOST: u32 = 3;
/// How often a worker looks around before it sleeps, and how long it waits in between.
const ROUNDS: u32 = 16;
const PAUSE: u32 = 32;

/// What a worker has for itself.
pub(super) struct Local {
    pub(super) shared: Arc<Shared>,
    index: usize,
    queue: Worker<Runnable>,
    /// The task that was woken last: it is polled next, since what it was woken for is still in the cache.
    slot: Cell<Option<Runnable>>,
    /// How often in a row the slot went first.
    streak: Cell<u32>,
    polls: Cell<u32>,
    searches: Cell<bool>,
    random: Cell<u32>,
}

impl Local {
    pub(super) fn new(shared: Arc<Shared>, index: usize, queue: Worker<Runnable>) -> Self {
        Self {
            shared,
            index,
            queue,
            slot: Cell::new(None),
            streak: Cell::new(0),
            polls: Cell::new(0),
            searches: Cell::new(false),
            random: Cell::new(0x9e37_79b9 ^ u32::try_from(index + 1).unwrap_or(1)),
        }
    }

    /// Polls tasks until the pool is to end.
    pub(super) fn work(&self) {
        // SAFETY: dropped at the end of this scope.
        let _here = unsafe { Here::new(self) };
        loop {
            while let Some(runnable) = self.next() {
                run(runnable);
            }
            if let Some(runnable) = self.search() {
                run(runnable);
                continue;
            }
            if self.shared.is_closing() {
                return;
            }
            let searches = self.searches.replace(true);
            self.shared.idle.sleep(self.index, searches, &*self.shared);
        }
    }

    /// Called on this worker's thread.
    #[inline]
    pub(super) fn schedule(&self, runnable: Runnable, woken_while_running: bool) {
        if woken_while_running {
            // Behind all others. This worker comes back to it by itself: see `next`.
            self.queue.push(runnable);
        } else if self.streak.get() == LIFO_MOST {
            self.queue.push(runnable);
            self.shared.idle.notify(&*self.shared);
        } else if let Some(older) = self.slot.replace(Some(runnable)) {
            self.queue.push(older);
            self.shared.idle.notify(&*self.shared);
        }
    }

    #[inline]
    fn next(&self) -> Option<Runnable> {
        let polls = self.polls.get().wrapping_add(1);
        self.polls.set(polls);
        if polls % INJECTOR_EVERY == 0 {
            if let Some(runnable) = self.inject() {
                return Some(runnable);
            }
        }
        if let Some(runnable) = self.slot.take() {
            self.streak.set(self.streak.get() + 1);
            return Some(runnable);
        }
        self.streak.set(0);
        let runnable = self.queue.pop()?;
        if self.shared.idle.wants_call() && !self.queue.is_empty() {
            self.shared.idle.wake_one(&*self.shared);
        }
        Some(runnable)
    }

    /// One task from elsewhere.
    fn inject(&self) -> Option<Runnable> {
        loop {
            match self.shared.injector.steal() {
                Steal::Success(runnable) => return Some(runnable),
                Steal::Empty => return None,
                Steal::Retry => {}
            }
        }
    }

    fn search(&self) -> Option<Runnable> {
        let shared = &*self.shared;
        if !self.searches.get() && !shared.idle.begin_search(shared.seats.len()) {
            return None;
        }
        self.searches.set(true);
        for _ in 0..ROUNDS {
            if let Some(runnable) = self.look_around() {
                self.searches.set(false);
                shared.idle.end_search(shared);
                return Some(runnable);
            }
            if shared.is_closing() {
                break;
            }
            (0..PAUSE).for_each(|_| spin_loop());
        }
        None
    }

    /// Takes some work from elsewhere, or half of another worker's.
    fn look_around(&self) -> Option<Runnable> {
        let shared = &*self.shared;
        loop {
            let mut retry = false;
            match shared.injector.steal_batch_and_pop(&self.queue) {
                Steal::Success(runnable) => return Some(runnable),
                Steal::Empty => {}
                Steal::Retry => retry = true,
            }
            let count = shared.seats.len();
            let start = self.random() as usize % count;
            for index in (start..count).chain(0..start).filter(|index| *index != self.index) {
                match shared.seats[index].stealer.steal_batch_and_pop(&self.queue) {
                    Steal::Success(runnable) => return Some(runnable),
                    Steal::Empty => {}
                    Steal::Retry => retry = true,
                }
            }
            if !retry {
                return None;
            }
        }
    }

    fn random(&self) -> u32 {
        let mut x = self.random.get();
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        self.random.set(x);
        x
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").field("index", &self.index).finish_non_exhaustive()
    }
}
