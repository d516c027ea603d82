//! A counter that wraps becomes a clock of 64 bits, with an alarm.
//!
//! | file | holds |
//! |---|---|
//! | `scale.rs` | ticks and nanoseconds: exact, and rounded so that nothing rings early |
//! | `extended.rs` | a counter of few bits as one of 64: pure arithmetic |
//! | `alarm.rs` | when to ring: the *Ring Rule* |
//!
//! # Why is nothing lost when the counter wraps?
//!
//! Each look adds how far the counter went since the last one, modulo its width. That is exact as long as two
//! looks are less than a wrap apart; and the clock looks at least twice in each, since its alarm rings at least so
//! often. It does not matter how late a handler is, up to half a wrap, nor who interrupts whom.
//!
//! # Examples
//!
//! ```
//! use drivers::clock::{TickClock, Timer};
//! use wakeful::time::critical::Timers;
//!
//! struct SysTick;
//! impl Timer for SysTick {
//!     const BITS: u32 = 24;
//!     const HERTZ: u32 = 16_000_000;
//!     fn count(&self) -> u32 {
//!         0 // SYST_RVR - SYST_CVR: SysTick counts down.
//!     }
//!     fn ring_in(&self, ticks: u32) {
//!         let _ = ticks; // A timer in one-shot mode; at 0, NVIC::pend.
//!     }
//! }
//!
//! static TIMERS: Timers<TickClock<SysTick>> = Timers::new(TickClock::new(SysTick));
//!
//! fn on_interrupt() {
//!     TIMERS.clock().on_interrupt(|| TIMERS.check_expirations());
//! }
//!
//! TIMERS.clock().start();
//! on_interrupt();
//! ```

mod alarm;
mod extended;
mod scale;

use core::cell::RefCell;
use core::fmt;

use critical_section::Mutex;
use wakeful::time::Clock;

use self::alarm::Alarm;

pub use self::extended::Extended;
pub use self::scale::Scale;

/// A counter that runs freely, and something that rings.
///
/// They may be two blocks of hardware: the ringing need not be exact, as the time is the counter's.
pub trait Timer {
    /// The counter has so many bits, and wraps when they are used up.
    const BITS: u32;
    /// How often it counts in a second.
    const HERTZ: u32;

    /// What the counter holds. It counts up.
    fn count(&self) -> u32;

    /// Sees to it that the handler is called in so many ticks, at once for 0; replaces what was told before.
    fn ring_in(&self, ticks: u32);
}

/// The [`Clock`] of a [`Timer`].
pub struct TickClock<T> {
    timer: T,
    alarm: Mutex<RefCell<Alarm>>,
}

impl<T: Timer> TickClock<T> {
    /// A clock at 0.
    pub const fn new(timer: T) -> Self {
        Self { timer, alarm: Mutex::new(RefCell::new(Alarm::new(T::BITS))) }
    }

    /// The hardware.
    pub const fn timer(&self) -> &T {
        &self.timer
    }

    /// Begins: to be called once, when the hardware counts and before anybody asks for the time.
    pub fn start(&self) {
        self.with(|alarm| {
            alarm.begin(self.timer.count());
            self.program(alarm);
        });
    }

    /// What the handler of the alarm does: `check` wakes who is due, and returns when to ring again.
    pub fn on_interrupt(&self, check: impl FnOnce() -> Option<u64>) {
        if self.with(|alarm| alarm.rings(self.timer.count())) {
            // Wakers are called here: with interrupts on.
            let next = check();
            self.with(|alarm| alarm.rang(self.timer.count(), next.map(Self::ticks_at)));
        }
        self.with(|alarm| {
            alarm.look(self.timer.count());
            self.program(alarm);
        });
    }

    /// How many ticks there were.
    pub fn ticks(&self) -> u64 {
        self.with(|alarm| alarm.look(self.timer.count()))
    }

    /// How often the hardware was told when to ring.
    pub fn programmings(&self) -> u32 {
        self.with(|alarm| alarm.programmings())
    }

    /// The first tick at which it is `at` nanoseconds.
    const fn ticks_at(at: u64) -> u64 {
        Scale::of(T::HERTZ).ticks_at(at)
    }

    fn program(&self, alarm: &mut Alarm) {
        self.timer.ring_in(alarm.program());
    }

    fn with<R>(&self, f: impl FnOnce(&mut Alarm) -> R) -> R {
        critical_section::with(|cs| f(&mut self.alarm.borrow_ref_mut(cs)))
    }
}

impl<T: Timer> Clock for TickClock<T> {
    fn now(&self) -> u64 {
        Scale::of(T::HERTZ).nanos_at(self.ticks())
    }

    fn set_alarm(&self, at: u64) {
        let at = Self::ticks_at(at);
        self.with(|alarm| {
            if alarm.is_earlier(at) {
                alarm.look(self.timer.count());
                self.program(alarm);
            }
        });
    }
}

impl<T> fmt::Debug for TickClock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TickClock(..)")
    }
}
