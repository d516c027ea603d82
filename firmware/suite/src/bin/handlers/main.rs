//! What tasks and interrupt handlers do with each other, through statics, while the processor sleeps whenever
//! there is nothing to do.

#![no_std]
#![no_main]

mod clocks;
mod nested;
mod oneshots;
mod queues;
mod tasks;
mod values;

use board::Wfi;
use wakeful::executor::critical::StaticExecutor;

/// Two levels of tasks.
static EXECUTOR: StaticExecutor<Wfi, 6, 2> = StaticExecutor::new(Wfi::new());

/// Interrupts come while things are done, not only while the processor sleeps.
const SOON: u32 = 700;

#[board::entry]
fn main() -> ! {
    let all =
        [queues::TESTS, values::TESTS, oneshots::TESTS, tasks::TESTS, clocks::TESTS, nested::TESTS];
    board::run(all.into_iter().flatten())
}
