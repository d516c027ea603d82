//! What a thread does while it sleeps in `block_on`, for timers and devices; and the thread that does it if no
//! other one can.

mod asleep;
mod charge;
mod clients;
mod process;
mod thread;

use core::cell::Cell;
use core::task::{RawWakerVTable, Waker};
use std::time::{Duration, Instant};

use self::asleep::{Asleep, sleep_by};
use self::charge::Turn;
use self::clients::{devices, present_devices, timers};
use self::process::{CHARGE, Process};
use super::parker::Parker;
use super::parking::{here, is_own, is_polled_again, slept};
use super::sync::yield_now;

#[allow(unused_imports, reason = "for devices")]
pub(crate) use self::clients::{Devices, RETRY, Sleeper, Slept, serve_devices};
pub(crate) use self::clients::{Timers, serve_timers};
pub(super) use self::process::oust;

/// After so many times that a thread in charge was to sleep or to look, and had something to do instead, it asks the
/// system about devices.
const PATIENCE: u32 = 32;

std::thread_local! {
    static BEFORE: Cell<fn()> = const { Cell::new(|| {}) };
}

/// From now on, this thread does this before it sleeps in a `block_on`, or blocks otherwise. Must not panic.
#[allow(dead_code, reason = "for the thread pool")]
pub(super) fn before_sleep(call: fn()) {
    BEFORE.with(|before| before.set(call));
}

std::thread_local! {
    /// How often this thread had something to do instead.
    static BUSY: Cell<u32> = const { Cell::new(0) };
}

/// Whether anybody may be in charge.
#[inline]
fn is_driven() -> bool {
    timers().is_some() || devices().is_some()
}

/// Sleeps until `parker` is unparked, or `limit` has passed; may be early.
#[inline]
pub(super) fn park(parker: &Parker, limit: Option<Instant>) {
    if is_driven() {
        slept();
        park_driving(parker, limit);
    } else {
        sleep(parker, limit);
    }
}

/// On the thread that the parker belongs to.
fn park_driving(parker: &Parker, limit: Option<Instant>) {
    thread::stand_in();
    loop {
        let Turn::Until(at) = CHARGE.turn_of(here(), &Process) else {
            return sleep(parker, limit);
        };
        let until = match (at, limit) {
            (Some(at), Some(limit)) => Some(at.min(limit)),
            (at, limit) => at.or(limit),
        };
        let unparked = match (present_devices(), until) {
            (Some(devices), until) => {
                // Not before timers wake others: those may be for this thread to poll.
                blocks();
                sleep_by(devices, until, &Asleep::new(parker, here()))
            }
            (None, Some(until)) => {
                sleep_for(parker, until.saturating_duration_since(Instant::now()))
            }
            (None, None) => {
                sleep(parker, None);
                true
            }
        };
        if unparked {
            return is_busy();
        }
        // Who was not unparked has nothing to poll: it looks again.
        if parker.take() || limit.is_some_and(|limit| limit <= Instant::now()) {
            return;
        }
    }
}

/// This thread has something to do, and has not asked the system meanwhile, or hardly.
fn is_busy() {
    let Some(devices) = present_devices() else { return };
    let times = BUSY.get() + 1;
    BUSY.set(times % PATIENCE);
    if times == PATIENCE {
        devices.look();
    }
}

/// This thread is to block.
pub(super) fn blocks() {
    BEFORE.with(Cell::get)();
}

/// Sleeps without any driver.
fn sleep(parker: &Parker, limit: Option<Instant>) {
    match limit {
        None => {
            blocks();
            parker.park();
        }
        Some(limit) => {
            sleep_for(parker, limit.saturating_duration_since(Instant::now()));
        }
    }
}

/// Sleeps without any driver, at most so long. Returns whether the parker was unparked.
fn sleep_for(parker: &Parker, limit: Duration) -> bool {
    // Not before the driver wakes others: those may be for this thread to poll.
    blocks();
    parker.park_timeout(limit)
}

/// A `block_on` of this thread has come to its end, maybe by a panic: must not panic.
#[inline]
pub(super) fn leave() {
    if is_driven() {
        CHARGE.leave(here(), &Process);
    }
}

/// For a thread that is long since to sleep, and has always something to do.
#[allow(dead_code, reason = "for executors")]
pub(super) fn look() {
    if is_driven() {
        slept();
        // As before a sleep, which does not follow.
        if let Turn::Until(_) = CHARGE.turn_of(here(), &Process) {
            if let Some(devices) = present_devices() {
                devices.look();
            }
        }
    }
}

/// Whoever is polled next may not find this thread asleep in here again.
#[allow(dead_code, reason = "for executors")]
#[inline]
pub(super) fn pass_on() {
    if is_driven() {
        CHARGE.pass_on(here(), &Process);
    }
}

/// Somebody waits with the waker of these parts, for a time or for a device.
pub(crate) fn waits(data: *const (), vtable: &RawWakerVTable) {
    // The answer to any waker, and quicker than to ask whose it is.
    if CHARGE.is_with_thread() {
        return;
    }
    let own = is_own(data, vtable).then(here);
    CHARGE.waits(own, &Process);
}

/// The first deadline has come nearer.
pub(crate) fn nearer() {
    CHARGE.nearer(here(), &Process);
}

/// Whether a thread is in charge that is polling all the time, as far as can be seen from here.
pub(crate) fn is_held_up() -> bool {
    CHARGE.is_lent() && is_polled_again()
}

/// Somebody who waits for a device is polled in vain.
#[allow(dead_code, reason = "for devices")]
pub(crate) fn waits_for_device(waker: &Waker) {
    if CHARGE.is_with_thread() {
        return;
    }
    // The waker of the first poll of a `block_on` is not yet the one that is told.
    let told = waker.clone();
    waits(told.data(), told.vtable());
    if CHARGE.is_with(here()) && is_polled_again() {
        is_busy();
    }
}

/// There is a first device, or none any more.
#[allow(dead_code, reason = "for devices")]
pub(crate) fn devices_changed() {
    CHARGE.devices_changed(&Process);
}
