//! What a thread may do while it sleeps: somebody who waits for more than wake-ups drives by it.

use core::cell::Cell;
use core::fmt;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::parker::Parker;
use super::parking::slept;

/// One who makes use of threads that sleep in [`block_on`](super::block_on).
pub(crate) trait Driver: Sync {
    /// Sleeps by `parker`, on the thread that it belongs to, until it is unparked or, maybe, `limit`
    /// has passed.
    fn park(&self, parker: &Parker, limit: Option<Instant>);

    /// This thread would be to sleep, if it had nothing to do: wakes what is due. Must not panic.
    fn look(&self);

    /// This thread polls for another executor what it polled for itself before.
    fn pass_on(&self);

    /// A `block_on` of this thread has come to its end, maybe by a panic: must not panic.
    fn leave(&self);
}

static DRIVER: OnceLock<&dyn Driver> = OnceLock::new();

std::thread_local! {
    static BEFORE: Cell<fn()> = const { Cell::new(|| {}) };
}

/// From now on, this thread does this before it sleeps in a `block_on`, or blocks otherwise. Must not panic.
#[allow(dead_code, reason = "for the thread pool")]
pub(super) fn before_sleep(call: fn()) {
    BEFORE.with(|before| before.set(call));
}

/// From now on, `driver` is asked before a thread sleeps. The first one stays.
pub(crate) fn install(driver: &'static dyn Driver) {
    DRIVER.get_or_init(|| driver);
}

/// Sleeps until `parker` is unparked, or `limit` has passed; may be early.
#[inline]
pub(super) fn park(parker: &Parker, limit: Option<Instant>) {
    match DRIVER.get() {
        Some(driver) => {
            slept();
            driver.park(parker, limit);
        }
        None => sleep(parker, limit),
    }
}

/// This thread is to block.
pub(super) fn blocks() {
    BEFORE.with(Cell::get)();
}

/// Sleeps without any driver.
pub(crate) fn sleep(parker: &Parker, limit: Option<Instant>) {
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
pub(crate) fn sleep_for(parker: &Parker, limit: Duration) -> bool {
    // Not before the driver wakes others: those may be for this thread to poll.
    blocks();
    parker.park_timeout(limit)
}

#[inline]
pub(super) fn leave() {
    if let Some(driver) = DRIVER.get() {
        driver.leave();
    }
}

/// For a thread that is long since to sleep, and has always something to do.
#[allow(dead_code, reason = "for executors")]
pub(super) fn look() {
    if let Some(driver) = DRIVER.get() {
        slept();
        driver.look();
    }
}

/// Whoever is polled next may not find this thread asleep in here again.
#[allow(dead_code, reason = "for executors")]
#[inline]
pub(super) fn pass_on() {
    if let Some(driver) = DRIVER.get() {
        driver.pass_on();
    }
}

impl fmt::Debug for dyn Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Driver(..)")
    }
}
