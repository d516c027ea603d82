//! What time it is, and when to ring.

use core::ops::Deref;
use core::time::Duration;

use super::handle::WakerId;

/// A deadline that does not come: what waits for it is not queued at all.
pub const NEVER: u64 = u64::MAX;

/// A source of time, in nanoseconds.
///
/// Implement it for the timer of your hardware or operating system. `now` is all that is needed if
/// somebody polls [`check_expirations`](super::generic::Timers::check_expirations) regularly; with
/// `set_alarm`, it need be called only when there is something to do.
///
/// # Examples
///
/// A microcontroller with a free-running counter of microseconds and one compare register:
///
/// ```
/// use wakeful::time::Clock;
/// # mod hardware {
/// #     use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
/// #     static COMPARE: AtomicU64 = AtomicU64::new(u64::MAX);
/// #     pub fn micros() -> u64 { 5 }
/// #     pub fn compare() -> u64 { COMPARE.load(Relaxed) }
/// #     pub fn set_compare(at: u64) { COMPARE.store(at, Relaxed) }
/// #     pub fn ring() {}
/// #     pub fn without_interrupts(f: impl FnOnce()) { f() }
/// # }
///
/// struct Ticks;
///
/// impl Clock for Ticks {
///     fn now(&self) -> u64 {
///         hardware::micros() * 1_000
///     }
///     fn set_alarm(&self, at: u64) {
///         // Rounded up: before that microsecond, nothing is due.
///         let at = at.div_ceil(1_000);
///         // The interrupt handler sets the register to the largest value, then calls
///         // `check_expirations`, and `set_alarm` with what that returned.
///         hardware::without_interrupts(|| {
///             if at < hardware::compare() {
///                 hardware::set_compare(at);
///             }
///             if at <= hardware::micros() {
///                 hardware::ring(); // The register compares no more with what is past.
///             }
///         });
///     }
/// }
/// # assert_eq!(Ticks.now(), 5_000);
/// # Ticks.set_alarm(7_001);
/// # assert_eq!(hardware::compare(), 8);
/// # Ticks.set_alarm(9_000);
/// # assert_eq!(hardware::compare(), 8);
/// ```
pub trait Clock {
    /// Nanoseconds since a moment of the clock's choice.
    ///
    /// It should not go back, and nothing breaks if it does.
    fn now(&self) -> u64;

    /// Told, without any lock held, that something is to happen at `at` already: ring when that time has
    /// come, at once if it is past. To ring before is to look for nothing, and to be told when to ring again.
    ///
    /// To ring is to see to it that
    /// [`check_expirations`](super::generic::Timers::check_expirations) is called. Calls may come out
    /// of order and from several threads: keep the earliest since the alarm rang last. Nothing is told
    /// when the earliest timer is cancelled: the alarm rings once for nobody, and `check_expirations`
    /// returns the next time.
    fn set_alarm(&self, at: u64) {
        let _ = at;
    }

    /// Told, without any lock held, that a sleep is in the queue with this waker: after it was
    /// registered, and after it was given another waker. It may have been woken already.
    ///
    /// For clocks that choose by it who is to ring.
    #[inline(always)]
    fn waits(&self, waker: WakerId) {
        let _ = waker;
    }

    /// Whether a sleep that waits, and is polled although it was not told, is to look at the time itself.
    ///
    /// For clocks that cannot ring as long as somebody polls: without it, a loop that polls a sleep and
    /// does not give its thread back would go on for ever.
    #[inline(always)]
    fn is_held_up(&self) -> bool {
        false
    }
}

/// References to clocks, `Box`es, `Rc`s and `Arc`s of them.
impl<P: Deref<Target: Clock>> Clock for P {
    #[inline(always)]
    fn now(&self) -> u64 {
        (**self).now()
    }

    #[inline(always)]
    fn set_alarm(&self, at: u64) {
        (**self).set_alarm(at);
    }

    #[inline(always)]
    fn waits(&self, waker: WakerId) {
        (**self).waits(waker);
    }

    #[inline(always)]
    fn is_held_up(&self) -> bool {
        (**self).is_held_up()
    }
}

/// The time that is `duration` after `start`, or [`NEVER`] if it does not fit.
pub(crate) fn after(start: u64, duration: Duration) -> u64 {
    let nanos = duration.as_secs().checked_mul(1_000_000_000);
    let nanos = nanos.and_then(|nanos| nanos.checked_add(u64::from(duration.subsec_nanos())));
    nanos.and_then(|nanos| start.checked_add(nanos)).unwrap_or(NEVER)
}
