//! LM3S6965 as qemu has it: the processor and its timers run at 12.5 MHz after a reset.

mod serial;
mod timer;

pub use self::serial::Serial;
pub use self::timer::{Alarm, Metronome};

/// Of the processor and the timers.
pub const HERTZ: u32 = 12_500_000;
