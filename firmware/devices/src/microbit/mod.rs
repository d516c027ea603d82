//! nRF51822: the processor runs at 16 MHz, and so do the timers.

mod serial;
mod timer;

pub use self::serial::Serial;
pub use self::timer::{Alarm, Metronome};

/// Of the processor and the timers.
pub const HERTZ: u32 = 16_000_000;
