//! As `sleep`.

#![no_std]
#![no_main]

use futures_intrusive::timer::{Clock, GenericTimerService, Timer};
use size_peers::Lock;

use size::{Made, drive, input, output};

/// The time of a board.
struct Ticks;

impl Clock for Ticks {
    fn now(&self) -> u64 {
        u64::from(input())
    }
}

static TIMERS: Made<GenericTimerService<Lock>> = Made::new();

#[unsafe(no_mangle)]
fn program() {
    let timers = TIMERS.get_or(|| GenericTimerService::new(&Ticks));
    drive(timers.deadline(u64::from(input())));
    timers.check_expirations();
    if let Some(next) = timers.next_expiration() {
        output(next as u32);
    }
}
