//! Who sleeps; and what happens when everybody does.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::clock::Clock;
use crate::history::{Act, Event, Side};

/// Where a thread stands.
///
/// | state | next |
/// |---|---|
/// | `RUNS` | `WOKEN` by its waker, `SENDS` or `RECEIVES` when it goes to sleep |
/// | `SENDS`, `RECEIVES` | `WOKEN` by its waker, `GIVES_UP` by the thread that was awake last |
/// | `WOKEN`, `GIVES_UP` | `RUNS` |
mod place {
    pub(super) const RUNS: usize = 0;
    pub(super) const SENDS: usize = 1;
    pub(super) const RECEIVES: usize = 2;
    pub(super) const WOKEN: usize = 3;
    pub(super) const GIVES_UP: usize = 4;
}

pub(crate) struct Gate {
    pub(crate) clock: Clock,
    places: Vec<AtomicUsize>,
    awake: AtomicUsize,
    quiet: Mutex<Vec<Event>>,
    arrived: AtomicUsize,
}

/// Why a thread goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wakeup {
    Woken,
    /// Nobody will ever wake it: it should drop its future.
    GiveUp,
}

impl Gate {
    pub(crate) fn new(threads: usize) -> Self {
        Self {
            clock: Clock::default(),
            places: (0..threads).map(|_| AtomicUsize::new(place::RUNS)).collect(),
            awake: AtomicUsize::new(threads),
            quiet: Mutex::default(),
            arrived: AtomicUsize::new(0),
        }
    }

    /// Waits until all threads are here.
    pub(crate) fn arrive(&self) {
        self.arrived.fetch_add(1, Ordering::AcqRel);
        while self.arrived.load(Ordering::Acquire) < self.places.len() {
            thread::yield_now();
        }
    }

    /// The waker of this thread was woken.
    pub(crate) fn wake(&self, thread: usize) {
        let place = &self.places[thread];
        let slept = |now| now == place::SENDS || now == place::RECEIVES;
        let woken = |now| (now == place::RUNS || slept(now)).then_some(place::WOKEN);
        // Counted first: who was woken may be asleep again before this thread goes on, and had better
        // not take itself for the last.
        self.awake.fetch_add(1, Ordering::AcqRel);
        // ORDERING: what the waker's thread did is seen by who was woken.
        if !place.fetch_update(Ordering::AcqRel, Ordering::Acquire, woken).is_ok_and(slept) {
            // Whoever wakes is awake, so that this is not the last.
            self.awake.fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// This thread forgets what woke it before.
    pub(crate) fn fresh(&self, thread: usize) {
        self.places[thread].store(place::RUNS, Ordering::Release);
    }

    /// Sleeps until woken.
    pub(crate) fn sleep(&self, thread: usize, side: Side) -> Wakeup {
        let place = &self.places[thread];
        let asleep = match side {
            Side::Senders => place::SENDS,
            Side::Receivers => place::RECEIVES,
        };
        let order = (Ordering::AcqRel, Ordering::Acquire);
        if place.compare_exchange(place::RUNS, asleep, order.0, order.1).is_ok() {
            self.rest();
        }
        loop {
            match place.load(Ordering::Acquire) {
                place::WOKEN => break Wakeup::Woken,
                place::GIVES_UP => break Wakeup::GiveUp,
                _ => thread::yield_now(),
            }
        }
    }

    /// This thread is done, or sleeps. The last of all looks who does.
    pub(crate) fn rest(&self) {
        if self.awake.fetch_sub(1, Ordering::AcqRel) > 1 {
            return;
        }
        let places = || self.places.iter().map(|place| place.load(Ordering::Acquire));
        let sends = places().position(|now| now == place::SENDS);
        let receives = places().position(|now| now == place::RECEIVES);
        let Some(sleeper) = sends.or(receives) else { return };
        let act = Act::Quiet { senders: sends.is_some(), receivers: receives.is_some() };
        let (begin, end) = (self.clock.begin(), self.clock.end());
        let event = Event { thread: sleeper, act, waits: None, begin, end };
        self.quiet.lock().expect("no panic").push(event);
        // It runs on behalf of all: nobody else can.
        self.awake.fetch_add(1, Ordering::AcqRel);
        self.places[sleeper].store(place::GIVES_UP, Ordering::Release);
    }

    pub(crate) fn into_quiet(self) -> Vec<Event> {
        self.quiet.into_inner().expect("no panic")
    }
}
