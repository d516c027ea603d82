//! What those in charge serve: timers, and devices.

use core::fmt;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Those who wait for a time.
pub(crate) trait Timers: Sync {
    /// Wakes all that is due. Returns when to look again, if anybody waits. May panic with a waker.
    fn look(&self) -> Option<Instant>;
    /// Whether nobody waits.
    fn is_idle(&self) -> bool;
}

/// Those who wait for something that happens to a device.
pub(crate) trait Devices: Sync {
    /// Whether nobody waits.
    fn is_idle(&self) -> bool;
    /// Whether there is no device.
    fn is_empty(&self) -> bool;
    /// Sleeps until something happens to a device, until then, or until it is ousted; if `sleeper` says so when
    /// an `oust` is heard. Wakes those to whom something happened. Never panics.
    #[must_use]
    fn sleep(&self, until: Option<Instant>, sleeper: &dyn Sleeper) -> Slept;
    /// Wakes those to whom something has happened. Never panics.
    fn look(&self);
    /// Ends the sleep, or the next one.
    fn oust(&self);
}

/// One who is to sleep by [`Devices::sleep`].
#[allow(dead_code, reason = "for devices")]
pub(crate) trait Sleeper {
    /// Whether it still is to.
    fn may_sleep(&self) -> bool;
    /// It has slept, or will not; then others are woken.
    fn is_awake(&self);
}

/// What became of a sleep.
#[allow(dead_code, reason = "for devices")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slept {
    /// It was one, or was not to be.
    Done,
    /// Somebody else sleeps there, and was ousted.
    Busy,
    /// The system refused. All who wait were told so; another attempt may go well, after some time.
    Failed,
}

/// So long after a failure the system is asked again.
pub(crate) const RETRY: Duration = Duration::from_millis(100);

static TIMERS: OnceLock<&dyn Timers> = OnceLock::new();
static DEVICES: OnceLock<&dyn Devices> = OnceLock::new();

/// From now on there are timers.
pub(crate) fn serve_timers(timers: &'static dyn Timers) {
    TIMERS.get_or_init(|| timers);
}

/// From now on there are devices.
#[allow(dead_code, reason = "for devices")]
pub(crate) fn serve_devices(devices: &'static dyn Devices) {
    DEVICES.get_or_init(|| devices);
}

pub(super) fn timers() -> Option<&'static dyn Timers> {
    TIMERS.get().copied()
}

pub(super) fn devices() -> Option<&'static dyn Devices> {
    DEVICES.get().copied()
}

/// The devices, if there are any.
pub(super) fn present_devices() -> Option<&'static dyn Devices> {
    devices().filter(|devices| !devices.is_empty())
}

impl fmt::Debug for dyn Timers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timers(..)")
    }
}

impl fmt::Debug for dyn Devices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Devices(..)")
    }
}
