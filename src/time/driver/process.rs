//! The driver's own thread, and what those in charge work with.

use core::mem;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::thread::Builder;

use super::TIMERS;
use super::charge::{Charge, Means, NOBODY, Turn, Word};
use crate::executor::{Parker, here};

pub(super) static CHARGE: Charge<AtomicUsize> = Charge::new(AtomicUsize::new(NOBODY));

impl Word for AtomicUsize {
    fn load(&self) -> usize {
        self.load(Ordering::Acquire)
    }

    fn exchange(&self, old: usize, new: usize) -> Result<(), usize> {
        self.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).map(drop)
    }
}

/// By this the driver's thread sleeps.
static PARKER: Parker = Parker::new();
/// Set when a driver's thread was started. From then on there is one.
static HIRED: OnceLock<()> = OnceLock::new();
/// The number of the driver's thread, as soon as it runs.
static DRIVING: AtomicUsize = AtomicUsize::new(0);

pub(super) struct Process;

impl Means for Process {
    fn look(&self) -> Option<u64> {
        catch_unwind(AssertUnwindSafe(|| TIMERS.check_expirations())).unwrap_or_else(|panic| {
            // The panic hook has told of it, and to drop it could panic in turn.
            mem::forget(panic);
            Some(0)
        })
    }

    fn is_idle(&self) -> bool {
        TIMERS.is_empty()
    }

    fn hire(&self) {
        HIRED.get_or_init(start);
    }

    fn call(&self) {
        PARKER.unpark();
    }
}

fn start() {
    let thread = Builder::new().name("wakeful-timers".into()).spawn(drive);
    thread.expect("timers need a thread, and it cannot be started");
}

/// This thread is to sleep in a `block_on`. If it is the driver's, a waker does that: then another one drives
/// from now on, and this one ends when the waker has returned.
pub(super) fn stand_in() {
    if DRIVING.load(Ordering::Relaxed) == here() {
        start();
        // Fails if the other one has begun already.
        let _ = DRIVING.compare_exchange(here(), 0, Ordering::Relaxed, Ordering::Relaxed);
    }
}

fn drive() {
    DRIVING.store(here(), Ordering::Relaxed);
    while DRIVING.load(Ordering::Relaxed) == here() {
        match CHARGE.turn_of_thread(&Process) {
            // Replaced meanwhile: the other one sleeps by `PARKER`.
            _ if DRIVING.load(Ordering::Relaxed) != here() => {}
            Turn::Off => PARKER.park(),
            Turn::Until(at) => {
                PARKER.park_timeout(until(at));
            }
        }
    }
}

/// How long it is until then.
pub(super) fn until(at: u64) -> Duration {
    Duration::from_nanos(at.saturating_sub(TIMERS.now()))
}
