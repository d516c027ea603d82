//! The machine itself: an interrupt that software raises, a tick, a sleep that they end.

#![no_std]
#![no_main]

use board::{Line, Test, Tick, TickClock, Wfi};
use wakeful::executor::critical::StaticExecutor;
use wakeful::sync::critical::Notify;
use wakeful::time::critical::Timers;

static EXECUTOR: StaticExecutor<Wfi, 4> = StaticExecutor::new(Wfi::new());
static TIMERS: Timers<TickClock> = Timers::new(TickClock);
static RAISED: Notify = Notify::new();

const TESTS: [Test; 2] = [
    Test { name: "an_interrupt_wakes_a_task", check: an_interrupt_wakes_a_task },
    Test { name: "a_tick_ends_a_sleep", check: a_tick_ends_a_sleep },
];

#[board::entry]
fn main() -> ! {
    board::run(&TESTS)
}

fn an_interrupt_wakes_a_task() {
    Line::A.listen(|| RAISED.notify_one());
    EXECUTOR.run_all((async { RAISED.notified().await }, async { Line::A.pend() }));
    Line::A.ignore();
}

fn a_tick_ends_a_sleep() {
    board::start_ticks(Tick {
        cycles: 10_000,
        listener: Some(|| {
            TIMERS.check_expirations();
        }),
    });
    let before = TIMERS.now();
    let naps = EXECUTOR.park().naps();
    EXECUTOR.run(TIMERS.sleep(core::time::Duration::from_millis(5)));
    assert!(TIMERS.now() >= before + 5 * TickClock::TICK);
    assert!(EXECUTOR.park().naps() > naps, "the processor slept");
}
