//! `SysTick` as a counter that runs freely: it is never stopped and never set, so no cycle is lost.

use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::peripheral::{Peripherals, SYST};
use drivers::clock::Timer;

use crate::{Alarm, HERTZ};

/// A counter of up to 24 bits; a timer block rings.
#[derive(Debug)]
pub struct SysTick<const BITS: u32> {
    alarm: Alarm,
}

impl<const BITS: u32> SysTick<BITS> {
    /// Not started.
    pub const fn new() -> Self {
        const { assert!(BITS <= 24, "SysTick has 24 bits") };
        Self { alarm: Alarm::new() }
    }

    /// Counts from now on. `handler` is called when it rings.
    pub fn start(&self, handler: fn()) {
        // SAFETY: whoever has this clock counts by the timer.
        let mut timer = unsafe { Peripherals::steal() }.SYST;
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(Self::LAST);
        timer.clear_current();
        timer.enable_counter();
        self.alarm.start(handler);
    }

    const LAST: u32 = u32::MAX >> (32 - BITS);
}

impl<const BITS: u32> Default for SysTick<BITS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const BITS: u32> Timer for SysTick<BITS> {
    const BITS: u32 = BITS;
    const HERTZ: u32 = HERTZ;

    fn count(&self) -> u32 {
        Self::LAST - (SYST::get_current() & Self::LAST)
    }

    fn ring_in(&self, ticks: u32) {
        self.alarm.ring_in(ticks);
    }
}
