//! Sleeps until a time, or less.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input, output};
use wakeful::time::generic::Timers;
use wakeful::time::{Clock, Heap};

/// The time of a board.
struct Ticks;

impl Clock for Ticks {
    fn now(&self) -> u64 {
        u64::from(input())
    }

    fn set_alarm(&self, at: u64) {
        output(at as u32);
    }
}

static TIMERS: Single<Timers<Ticks, Lock, Heap>> = Single::new(Timers::new(Ticks));

#[unsafe(no_mangle)]
fn program() {
    drive(TIMERS.get().sleep_until(u64::from(input())));
    if let Some(next) = TIMERS.get().check_expirations() {
        output(next as u32);
    }
}
