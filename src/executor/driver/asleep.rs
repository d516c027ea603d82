//! One in charge who sleeps where devices are.

use core::cell::Cell;
use std::time::Instant;

use super::clients::{Devices, RETRY, Sleeper, Slept};
use super::process::CHARGE;
use super::{Parker, yield_now};

/// One in charge, who sleeps by a parker otherwise: an unpark ends this sleep, too.
///
/// 1. It says by the parker that it sleeps elsewhere.
/// 2. It sits down where devices are, and says so there.
/// 3. It sleeps unless it was unparked, or is not in charge any more.
///
/// Who unparks it, or takes the charge, does that first, and then ousts whoever sits there: so either 3 sees it, or
/// the sleep ends.
#[allow(dead_code, reason = "for devices")]
pub(super) struct Asleep<'a> {
    parker: &'a Parker,
    charge: usize,
    unparked: Cell<bool>,
}

impl<'a> Asleep<'a> {
    pub(super) const fn new(parker: &'a Parker, charge: usize) -> Self {
        Self { parker, charge, unparked: Cell::new(false) }
    }
}

impl Sleeper for Asleep<'_> {
    fn may_sleep(&self) -> bool {
        CHARGE.is_with(self.charge) && !self.parker.is_unparked()
    }

    fn is_awake(&self) {
        self.unparked.set(self.parker.come_back());
    }
}

/// Sleeps until something happens to a device, until then, or until somebody calls. Returns whether the parker was
/// unparked before others were woken.
pub(super) fn sleep_by(devices: &dyn Devices, until: Option<Instant>, asleep: &Asleep<'_>) -> bool {
    if !asleep.parker.go_elsewhere() {
        return true;
    }
    match devices.sleep(until, asleep) {
        Slept::Done => {}
        // Who sits there was ousted, and is about to leave.
        Slept::Busy => yield_now(),
        Slept::Failed if asleep.unparked.get() => {}
        Slept::Failed => {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            return asleep.parker.park_timeout(left.map_or(RETRY, |left| left.min(RETRY)));
        }
    }
    asleep.unparked.get()
}
