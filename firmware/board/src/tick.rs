//! Time that passes by the ticks of `SysTick`.

use core::cell::Cell;

use cortex_m::peripheral::SCB;
use cortex_m::peripheral::syst::SystClkSource;
use critical_section::Mutex;
use wakeful::time::Clock;

use crate::handlers::{Handler, Place};

static COUNT: Mutex<Cell<u64>> = Mutex::new(Cell::new(0));
static LISTENER: Place = Place::empty();

/// How often `SysTick` interrupts, and who is called then.
#[derive(Clone, Copy, Debug)]
pub struct Tick {
    /// Processor cycles from tick to tick, at most 2^24.
    pub cycles: u32,
    /// Called after each tick was counted.
    pub listener: Option<Handler>,
}

/// Starts to tick.
pub fn start_ticks(tick: Tick) {
    LISTENER.set(tick.listener);
    // SAFETY: whoever has the timer ticks by it.
    let mut timer = unsafe { cortex_m::Peripherals::steal() }.SYST;
    timer.set_clock_source(SystClkSource::Core);
    timer.set_reload(tick.cycles - 1);
    timer.clear_current();
    timer.enable_interrupt();
    timer.enable_counter();
}

/// From now on the ticks are so many cycles apart; one that is due does not come.
pub fn tick_every(cycles: u32) {
    // SAFETY: whoever has the timer ticks by it.
    let mut timer = unsafe { cortex_m::Peripherals::steal() }.SYST;
    timer.set_reload(cycles - 1);
    timer.clear_current();
    SCB::clear_pendst();
}

/// Ticks no more, as if it never had: a tick that is due does not come.
pub fn stop_ticks() {
    // SAFETY: whoever has the timer ticks by it.
    let mut timer = unsafe { cortex_m::Peripherals::steal() }.SYST;
    timer.disable_counter();
    timer.disable_interrupt();
    SCB::clear_pendst();
    LISTENER.set(None);
}

pub(crate) fn tick() {
    critical_section::with(|section| {
        let count = COUNT.borrow(section);
        count.set(count.get() + 1);
    });
    LISTENER.call();
}

/// A clock of which each tick is a millisecond, however long it takes: what waits for a time waits for
/// ticks, which is exact on a loaded host as well.
#[derive(Clone, Copy, Debug, Default)]
pub struct TickClock;

impl TickClock {
    /// Nanoseconds from tick to tick.
    pub const TICK: u64 = 1_000_000;
}

impl Clock for TickClock {
    fn now(&self) -> u64 {
        critical_section::with(|section| COUNT.borrow(section).get()) * Self::TICK
    }
}
