//! Timers that a tick drives.

use core::time::Duration;

use board::{Test, TickClock};
use suite::handlers::with_ticks;
use wakeful::sync::critical::Notify;
use wakeful::time::Wheel;
use wakeful::time::critical::Timers;

use crate::EXECUTOR;

pub(super) const TESTS: &[Test] = &[
    Test { name: "sleeps_end_in_order_and_never_early", check: sleeps_end_in_order },
    Test { name: "so_they_do_on_a_wheel", check: so_they_do_on_a_wheel },
    Test { name: "an_interval_drifts_not", check: an_interval_drifts_not },
    Test { name: "a_timeout_ends_what_takes_too_long", check: a_timeout_ends },
    Test { name: "the_processor_sleeps_between_ticks", check: the_processor_sleeps },
];

/// In cycles: long enough for several tasks to be polled in.
const TICK: u32 = 8_000;

static HEAP: Timers<TickClock> = Timers::new(TickClock);
static WHEEL: Timers<TickClock, Wheel> = Timers::new(TickClock);

const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn on_tick() {
    HEAP.check_expirations();
    WHEEL.check_expirations();
}

fn sleeps_end_in_order() {
    let start = HEAP.now();
    let sleep = async |n: u64| {
        HEAP.sleep_until(start + n * TickClock::TICK).await;
        HEAP.now() - start
    };
    with_ticks(TICK, &on_tick, || {
        let ends = EXECUTOR.run_all([sleep(40), sleep(20), sleep(30), sleep(10), sleep(20)]);
        for (end, n) in ends.into_iter().zip([40, 20, 30, 10, 20]) {
            assert!(end >= n * TickClock::TICK, "early");
            assert!(end <= (n + 10) * TickClock::TICK, "late");
        }
    });
    assert!(HEAP.is_empty());
}

fn so_they_do_on_a_wheel() {
    let start = WHEEL.now();
    let sleep = async |n: u64| {
        WHEEL.sleep_until(start + n * TickClock::TICK).await;
        WHEEL.now() - start
    };
    with_ticks(TICK, &on_tick, || {
        let ends = EXECUTOR.run_all([sleep(70), sleep(20), sleep(300)]);
        assert!(ends[1] < ends[0] && ends[0] < ends[2], "in order");
        for (end, n) in ends.into_iter().zip([70, 20, 300]) {
            assert!(end >= n * TickClock::TICK, "early");
            assert!(end <= (n + 10) * TickClock::TICK, "late");
        }
    });
    assert!(WHEEL.is_empty());
}

fn an_interval_drifts_not() {
    let start = HEAP.now();
    with_ticks(TICK, &on_tick, || {
        EXECUTOR.run(async {
            let mut beat = HEAP.interval_at(start, ms(5));
            for n in 0..20 {
                assert_eq!(beat.tick().await, start + n * 5 * TickClock::TICK);
            }
        });
    });
}

fn a_timeout_ends() {
    static NEVER: Notify = Notify::new();
    with_ticks(TICK, &on_tick, || {
        EXECUTOR.run(async {
            assert!(HEAP.timeout(ms(5), NEVER.notified()).await.is_err());
            assert_eq!(HEAP.timeout(ms(50), HEAP.sleep(ms(5))).await, Ok(()));
        });
    });
    assert!(HEAP.is_empty());
}

fn the_processor_sleeps() {
    let naps = EXECUTOR.park().naps();
    with_ticks(TICK, &on_tick, || EXECUTOR.run(HEAP.sleep(ms(20))));
    let naps = EXECUTOR.park().naps() - naps;
    // Once a tick, and hardly more often: nobody wakes in vain.
    assert!((10..=25).contains(&naps), "it slept {naps} times");
}
