//! The driver's own thread.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::OnceLock;
use std::thread::Builder;
use std::time::Instant;

use super::asleep::{Asleep, sleep_by};
use super::charge::{THREAD, Turn};
use super::clients::present_devices;
use super::process::{CHARGE, Process};
use crate::executor::parker::Parker;
use crate::executor::parking::here;

/// By this the driver's thread sleeps.
static PARKER: Parker = Parker::new();
/// Set when a driver's thread was started. From then on there is one.
static HIRED: OnceLock<()> = OnceLock::new();
/// The number of the driver's thread, as soon as it runs.
static DRIVING: AtomicUsize = AtomicUsize::new(0);

/// Sees to it that there is a driver's thread.
pub(super) fn hire() {
    HIRED.get_or_init(start);
}

/// Ends the sleep of the driver's thread, or its next one.
pub(super) fn call() {
    PARKER.unpark();
}

fn start() {
    let thread = Builder::new().name("wakeful-driver".into()).spawn(drive);
    thread.expect("timers and devices need a thread, and it cannot be started");
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
            Turn::Until(at) => sleep(at),
        }
    }
}

fn sleep(at: Option<Instant>) {
    match (present_devices(), at) {
        (Some(devices), at) => {
            sleep_by(devices, at, &Asleep::new(&PARKER, THREAD));
        }
        (None, Some(at)) => {
            PARKER.park_timeout(at.saturating_duration_since(Instant::now()));
        }
        (None, None) => PARKER.park(),
    }
}
