//! The clock on the device: `SysTick` against another timer, through many wraps.

#![no_std]
#![no_main]

use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;

use board::{Test, Wfi};
use devices::{HERTZ, Metronome, SysTick};
use drivers::clock::TickClock;
use drivers::handler_cell::HandlerCell;
use wakeful::executor::critical::StaticExecutor;
use wakeful::sync::critical::Notify;
use wakeful::time::Clock;
use wakeful::time::critical::Timers;

static EXECUTOR: StaticExecutor<Wfi, 4> = StaticExecutor::new(Wfi::new());
static SHORT: Timers<TickClock<SysTick<16>>> = Timers::new(TickClock::new(SysTick::new()));
static LONG: Timers<TickClock<SysTick<24>>> = Timers::new(TickClock::new(SysTick::new()));
static BEAT: Notify = Notify::new();
static BEATS: AtomicU32 = AtomicU32::new(0);
/// What the clock said at the last beat.
static AT: HandlerCell<u64> = HandlerCell::new();

const TESTS: [Test; 4] = [
    Test { name: "ticks_are_exact_across_many_wraps", check: ticks_are_exact_across_many_wraps },
    Test { name: "sleeps_end_on_time", check: sleeps_end_on_time },
    Test {
        name: "the_alarm_is_programmed_when_the_earliest_deadline_moves",
        check: the_alarm_is_programmed_when_the_earliest_deadline_moves,
    },
    Test { name: "a_long_sleep_passes_many_wraps", check: a_long_sleep_passes_many_wraps },
];

/// Ticks from beat to beat; not a divisor of any wrap.
const BEAT_TICKS: u32 = 50_007;
/// How late a handler may be, in ticks, which are instructions here: a Cortex-M0 divides 64 bits in hundreds.
const LATE: u64 = 8_000;

#[board::entry]
fn main() -> ! {
    board::run(&TESTS)
}

fn start_short() {
    static ONCE: AtomicU32 = AtomicU32::new(0);
    if ONCE.load(Ordering::Relaxed) == 0 {
        ONCE.store(1, Ordering::Relaxed);
        SHORT.clock().timer().start(|| SHORT.clock().on_interrupt(|| SHORT.check_expirations()));
        SHORT.clock().start();
    }
}

fn beat() {
    Metronome::clear();
    AT.put(SHORT.clock().ticks());
    BEATS.store(BEATS.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    BEAT.notify_one();
}

/// A counter of 16 bits, and beats that are less than a wrap apart each: after 200 of them, not one tick too few
/// or too many but for how late the handlers were.
fn ticks_are_exact_across_many_wraps() {
    start_short();
    const COUNTED: u32 = 200;
    Metronome::start(BEAT_TICKS, beat);
    let next = || {
        EXECUTOR.run(async {
            BEAT.notified().await;
            AT.take().expect("a beat brings a time")
        })
    };
    let first = next();
    for beat in 1..=COUNTED {
        let went = next() - first;
        let due = u64::from(beat) * u64::from(BEAT_TICKS);
        assert!(went.abs_diff(due) < LATE, "{went} ticks at beat {beat}, for {due}");
    }
    Metronome::stop();
    assert_eq!(BEATS.load(Ordering::Relaxed), COUNTED + 1, "no beat was lost");
    assert!(u64::from(COUNTED) * u64::from(BEAT_TICKS) > 100 << 16, "a hundred wraps");
}

fn sleeps_end_on_time() {
    start_short();
    let tick = 1_000_000_000 / u64::from(HERTZ);
    let mut late = 0;
    for micros in [1, 10, 100, 1_000, 5_000, 20_000] {
        let before = SHORT.now();
        EXECUTOR.run(SHORT.sleep(Duration::from_micros(micros)));
        let went = SHORT.now() - before;
        assert!(went >= micros * 1_000, "{went} ns of {micros} us: early");
        late = late.max(went - micros * 1_000);
    }
    assert!(late < LATE * (tick + 1), "{late} ns late");
    // Three at once end in order.
    let nap = |millis| async move {
        SHORT.sleep(Duration::from_millis(millis)).await;
        SHORT.now()
    };
    let (c, a, b) = EXECUTOR.run_all((nap(9), nap(2), nap(5)));
    assert!(a < b && b < c);
}

fn the_alarm_is_programmed_when_the_earliest_deadline_moves() {
    start_short();
    let clock = SHORT.clock();
    let soon = SHORT.now() + 20_000_000;
    let before = clock.programmings();
    clock.set_alarm(soon);
    // Later ones are nothing to tell.
    for later in 1..20 {
        clock.set_alarm(soon + later);
    }
    let after = clock.programmings();
    // It may have rung for a wrap meanwhile.
    assert!(after - before <= 2, "told {} times of one deadline", after - before);
    EXECUTOR.run(SHORT.sleep_until(soon));
    // It rang twice a wrap, and for the deadline.
    let rang = clock.programmings() - after;
    let wraps = (HERTZ / 50) >> 15;
    assert!(
        (wraps.saturating_sub(1)..=wraps + 2).contains(&rang),
        "told {rang} times in {wraps} halves of wraps"
    );
}

/// All 24 bits; the processor sleeps meanwhile.
fn a_long_sleep_passes_many_wraps() {
    LONG.clock().timer().start(|| LONG.clock().on_interrupt(|| LONG.check_expirations()));
    LONG.clock().start();
    let naps = EXECUTOR.park().naps();
    let before = LONG.clock().ticks();
    EXECUTOR.run(LONG.sleep(Duration::from_secs(20)));
    let went = LONG.clock().ticks() - before;
    let due = 20 * u64::from(HERTZ);
    assert!(due > 10 << 24, "ten wraps");
    assert!((due..due + LATE).contains(&went), "{went} ticks for {due}");
    // Two interrupts a wrap, and nothing more.
    let (naps, wraps) = (EXECUTOR.park().naps() - naps, (due >> 23) as usize);
    assert!(naps <= wraps + 2, "the processor was woken {naps} times in {wraps} halves of wraps");
}
