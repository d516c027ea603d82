//! A worker: what its thread does.
//!
//! | it looks | for | how often |
//! |---|---|---|
//! | into the injector | up to 32 tasks, the first of which is polled | every 61 polls, and when it has nothing |
//! | into its slot | the task that was woken last | before each poll; three times in a row at most |
//! | into its ring | the next | when the slot is empty, or was first three times |
//! | into the rings of others | half of one | when it has nothing, and may search |
//!
//! With `n` tasks before it, a task in a ring waits for `n` polls, before each of which the slot may go first three
//! times, and for one in 61 from the injector. A task in the injector waits until the ring is down to a
//! half of what it holds, with one look in 61 polls that takes at least one task; then looks take
//! 32, and it waits in the ring. A ring does come down: if it is crowded, what is woken goes to the injector as
//! long as others wait there. The sum is less than `4 n + 2500`.

use core::cell::Cell;
use core::fmt;
use core::hint::spin_loop;
use std::sync::Arc;

use super::here::{Here, here};
use super::idle::Means;
use super::shared::{RING, Seat, Shared};
use super::state::Phase;
use crate::executor::driver::before_sleep;
use crate::executor::task::{Runnable, run};
use crate::future::panics::{catch, lose};

/// After so many polls a worker looks for work from elsewhere before its own.
const ELSEWHERE: u32 = 61;
/// How much of it a worker takes at a time.
const BATCH: usize = 32;
/// So often in a row a task may go first because it was woken last.
const STREAK: u32 = 3;
/// With so many in its own queue, a worker lets new ones wait elsewhere, if others do.
const CROWDED: usize = RING / 4;
/// How often a worker looks around before it sleeps, and how long it waits in between.
const ROUNDS: u32 = 8;
const PAUSE: u32 = 32;

/// What a worker has for itself.
pub(super) struct Local {
    pub(super) shared: Arc<Shared>,
    index: usize,
    /// The task that was woken last: it is polled next, since what it was woken for is still in the cache.
    slot: Cell<Option<Runnable>>,
    /// How often in a row the slot went first.
    streak: Cell<u32>,
    polls: Cell<u32>,
    searches: Cell<bool>,
    /// Whether it is dropping a task since the pool closes.
    discards: Cell<bool>,
    /// What it knows of the end.
    phase: Cell<Phase>,
    random: Cell<u32>,
}

impl Local {
    pub(super) fn new(shared: Arc<Shared>, index: usize) -> Self {
        Self {
            shared,
            index,
            slot: Cell::new(None),
            streak: Cell::new(0),
            polls: Cell::new(0),
            searches: Cell::new(false),
            discards: Cell::new(false),
            phase: Cell::new(Phase::Open),
            random: Cell::new(0x9e37_79b9 ^ (index as u32 + 1)),
        }
    }

    pub(super) fn index(&self) -> usize {
        self.index
    }

    fn seat(&self) -> &Seat {
        &self.shared.seats[self.index]
    }

    /// Polls tasks until the pool is at its end. A panic is one of a waker of somebody who awaits a task: it
    /// concerns nobody here.
    pub(super) fn main(&self) {
        // SAFETY: dropped below.
        let here_now = unsafe { Here::new(self) };
        before_sleep(|| here(|local| local.into_iter().for_each(Self::hand_over)));
        while let Err(panic) = catch(|| self.work()) {
            lose(panic);
        }
        // From now on, nothing comes to the queues of this worker.
        drop(here_now);
        self.shared.leave(1, self.searches.get());
    }

    fn work(&self) {
        loop {
            while let Some(runnable) = self.next().or_else(|| self.search()) {
                if self.shared.is_closing() {
                    self.discard(runnable);
                } else {
                    run(runnable);
                }
            }
            self.phase.set(self.shared.phase());
            if self.phase.get() == Phase::Closing && self.shared.is_empty() {
                return;
            }
            self.sleep();
        }
    }

    fn sleep(&self) {
        let shared = &*self.shared;
        // Not the phase that this worker knows: the one who was to sleep before may have known of a later one.
        if shared.awake.sleep(|| shared.phase() == Phase::Draining && shared.is_empty()) {
            shared.drained.tell();
        }
        shared.idle.sleep(self.index, self.searches.replace(true), self);
        shared.awake.wake();
    }

    /// Sees to it that a new task is polled, or dropped if the pool closes.
    #[inline]
    pub(super) fn spawn(&self, runnable: Runnable) {
        if self.shared.is_closing() {
            self.discard(runnable);
        } else {
            self.schedule(runnable, false);
        }
    }

    /// Drops a task; later, if it comes from the destructor of such a one: there may be any number of them.
    #[cold]
    fn discard(&self, runnable: Runnable) {
        if self.discards.replace(true) {
            return self.schedule(runnable, false);
        }
        drop(runnable);
        self.discards.set(false);
    }

    /// Sees to it that a task is polled, on this worker's own thread.
    #[inline]
    pub(super) fn schedule(&self, runnable: Runnable, woken_while_running: bool) {
        if woken_while_running {
            // Behind all others. This worker comes back to it by itself; see also `next`.
            self.push(runnable);
        } else if self.streak.get() == STREAK {
            self.push(runnable);
            self.shared.idle.notify(&*self.shared);
        } else if let Some(older) = self.slot.replace(Some(runnable)) {
            self.push(older);
            self.shared.idle.notify(&*self.shared);
        }
    }

    /// This thread is to block: what only it could poll is for others from now on.
    pub(super) fn hand_over(&self) {
        if let Some(runnable) = self.slot.take() {
            self.push(runnable);
        }
        self.tell();
    }

    /// Whatever waits in the ring, others may have.
    fn tell(&self) {
        if !self.seat().ring.is_empty() {
            self.shared.idle.notify(&*self.shared);
        }
    }

    #[inline]
    fn push(&self, runnable: Runnable) {
        let (ring, injector) = (&self.seat().ring, &self.shared.injector);
        if ring.len() >= CROWDED && !injector.is_empty() {
            injector.push(runnable);
        } else if let Err(runnable) = ring.push(runnable) {
            injector.push(runnable);
        }
    }

    #[inline]
    fn next(&self) -> Option<Runnable> {
        let polls = self.polls.get() + 1;
        self.polls.set(polls);
        if polls == ELSEWHERE {
            self.polls.set(0);
            if let Some(runnable) = self.inject() {
                self.stop_searching();
                // Who searched meanwhile may have found the others neither there nor here.
                self.tell();
                return Some(runnable);
            }
        }
        if let Some(runnable) = self.slot.take() {
            self.streak.set(self.streak.get() + 1);
            return Some(runnable);
        }
        self.streak.set(0);
        let ring = &self.seat().ring;
        let runnable = ring.pop()?;
        // Tasks that woke themselves have told nobody.
        if self.shared.idle.is_still() && !ring.is_empty() {
            self.shared.idle.wake_one(&*self.shared);
        }
        Some(runnable)
    }

    /// Takes some work from elsewhere: the first is returned.
    fn inject(&self) -> Option<Runnable> {
        let room = (RING / 2).saturating_sub(self.seat().ring.len());
        let mut first = None;
        self.shared.injector.take(BATCH.min(1 + room), |runnable| match first {
            None => first = Some(runnable),
            Some(_) => {
                // There is room.
                if let Err(runnable) = self.seat().ring.push(runnable) {
                    self.shared.injector.push(runnable);
                }
            }
        });
        first
    }

    fn search(&self) -> Option<Runnable> {
        let shared = &*self.shared;
        if !self.searches.get() && !shared.idle.begin_search() {
            return None;
        }
        self.searches.set(true);
        for _ in 0..ROUNDS {
            if let Some(runnable) = self.inject().or_else(|| self.steal()) {
                self.stop_searching();
                return Some(runnable);
            }
            (0..PAUSE).for_each(|_| spin_loop());
        }
        None
    }

    /// This worker has found something.
    fn stop_searching(&self) {
        if self.searches.replace(false) {
            self.shared.idle.end_search(&*self.shared);
        }
    }

    /// Takes half of another worker's work.
    fn steal(&self) -> Option<Runnable> {
        let seats = &self.shared.seats;
        let (before, after) = seats.split_at(self.random() as usize % seats.len());
        let own = &self.seat().ring;
        let all = after.iter().chain(before).map(|seat| &seat.ring);
        all.filter(|ring| !core::ptr::eq(*ring, own)).find_map(|ring| ring.steal(own))
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

impl Means for Local {
    fn has_work(&self) -> bool {
        let phase = self.shared.phase();
        self.shared.has_work()
            || phase != self.phase.get()
            || phase == Phase::Closing && self.shared.registry.is_empty()
    }

    fn park(&self, worker: usize) {
        self.shared.park(worker);
    }

    fn unpark(&self, worker: usize) {
        self.shared.unpark(worker);
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").field("index", &self.index).finish_non_exhaustive()
    }
}
