//! The charge of the process, and what those in charge work with.

use core::mem;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::charge::{Charge, Means, NOBODY, Word};
use super::clients::{devices, timers};
use super::thread;

pub(super) static CHARGE: Charge<AtomicUsize> = Charge::new(AtomicUsize::new(NOBODY));

impl Word for AtomicUsize {
    fn load(&self) -> usize {
        self.load(Ordering::Acquire)
    }

    fn exchange(&self, old: usize, new: usize) -> Result<(), usize> {
        self.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).map(drop)
    }

    fn touch(&self) -> usize {
        self.fetch_add(0, Ordering::AcqRel)
    }
}

pub(super) struct Process;

impl Means for Process {
    type Time = Instant;

    fn look(&self) -> Option<Instant> {
        let timers = timers()?;
        catch_unwind(AssertUnwindSafe(|| timers.look())).unwrap_or_else(|panic| {
            // The panic hook has told of it, and to drop it could panic in turn.
            mem::forget(panic);
            Some(Instant::now())
        })
    }

    fn is_idle(&self) -> bool {
        timers().is_none_or(|timers| timers.is_idle())
            && devices().is_none_or(|devices| devices.is_idle())
    }

    fn is_unused(&self) -> bool {
        timers().is_none_or(|timers| timers.is_idle())
            && devices().is_none_or(|devices| devices.is_empty())
    }

    fn oust(&self) {
        oust();
    }

    fn hire(&self) {
        thread::hire();
    }

    fn call(&self) {
        thread::call();
    }
}

/// Ends the sleep of whoever asks the system about devices.
pub(in super::super) fn oust() {
    if let Some(devices) = devices() {
        devices.oust();
    }
}
