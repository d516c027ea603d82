//! The hardware that the drivers run on, for the machine of the target.

#![no_std]
#![cfg(target_os = "none")]

#[cfg_attr(target_has_atomic = "ptr", path = "lm3s6965evb/mod.rs")]
#[cfg_attr(not(target_has_atomic = "ptr"), path = "microbit/mod.rs")]
mod machine;
mod register;
mod systick;

pub use self::machine::{Alarm, HERTZ, Metronome, Serial};
pub use self::systick::SysTick;
