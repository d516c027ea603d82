//! The driver's own thread, and what those in charge work with.

use core::mem;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::thread::Builder;

use super::TIMERS;
use super::charge::{Charge, Means, NOBODY, Turn, Word};
use crate::executor::Parker;

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
/// Set when the driver's thread was started. It never ends.
static HIRED: OnceLock<()> = OnceLock::new();

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
        HIRED.get_or_init(|| {
            let thread = Builder::new().name("wakeful-timers".into()).spawn(drive);
            thread.expect("timers need a thread, and it cannot be started");
        });
    }

    fn call(&self) {
        PARKER.unpark();
    }
}

fn drive() {
    loop {
        match CHARGE.turn_of_thread(&Process) {
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
