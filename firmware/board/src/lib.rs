//! What a program needs to run under `qemu-system-arm`: a reset vector, output and an exit code by
//! semihosting, interrupts, a tick, a sleep, critical sections, and a harness for tests.
//!
//! | target | machine |
//! |---|---|
//! | `thumbv6m-none-eabi` | `microbit`: nRF51822, 256 KB of flash, 16 KB of RAM, no compare-exchange |
//! | `thumbv7m-none-eabi` | `lm3s6965evb`: 256 KB of flash, 64 KB of RAM |
//!
//! A program:
//!
//! ```ignore
//! #![no_std]
//! #![no_main]
//!
//! #[board::entry]
//! fn main() -> ! {
//!     board::println!("hello");
//!     board::exit(true)
//! }
//! ```
//!
//! In `firmware/`, `cargo run --release -p PACKAGE --target thumbv7m-none-eabi` runs it. On any other target
//! this crate is empty.

#![no_std]
#![cfg(target_os = "none")]

mod handlers;
mod interrupt;
mod output;
mod panic;
mod peripheral;
mod section;
mod test;
mod tick;
mod wfi;

pub use cortex_m_rt::{entry, exception};

pub use self::handlers::{Handler, in_handler};
pub use self::interrupt::Line;
pub use self::output::exit;
#[doc(hidden)]
pub use self::output::print;
pub use self::peripheral::Peripheral;
pub use self::section::interrupts_are_on;
pub use self::test::{Test, Tests, run};
pub use self::tick::{Tick, TickClock, start_ticks, stop_ticks, tick_every};
pub use self::wfi::Wfi;
