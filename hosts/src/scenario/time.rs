//! Sleeping, timeouts, regular ticks.

use core::future::pending;
use core::pin::pin;
use std::time::{Duration, Instant};

use wakeful::future::{Race, yield_now};
use wakeful::time::{
    Global, MissedTickBehavior, Sleep, StdClock, Wheel, interval, interval_at, sleep, sleep_until,
    timeout, timeout_at,
};

use super::flavor::{Host, MockClock, Owner, Timers};
use super::{Step, all, spawn_many};

pub(super) const STEPS: &[Step] = &[
    Step(&["sleep", "sleep_until", "Sleep", "Global", "StdClock"], |host| Box::pin(sleeps(host))),
    Step(&["interval", "interval_at", "Interval", "Tick", "MissedTickBehavior"], |host| {
        Box::pin(intervals(host))
    }),
    Step(&["timeout", "timeout_at", "Timeout", "Elapsed"], |host| Box::pin(timeouts(host))),
    Step(&["Timers", "MockClock", "Clock", "Heap", "Wheel"], |host| Box::pin(timers(host))),
];

/// Short, since all that matters is who is woken, and that nobody is early.
const SHORT: Duration = Duration::from_millis(2);
/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(3600);

async fn sleeps(host: Host) {
    let start = Instant::now();
    let tasks = spawn_many(&host, 4, |host, number| {
        host.spawn(async move {
            match number {
                0 => sleep_until(start + SHORT).await,
                2 => Sleep::new(Global, SHORT).await,
                1 => {
                    // Put off, and then nearer again.
                    let mut sleep = pin!(sleep(SHORT / 2));
                    sleep.as_mut().reset_after(LONG);
                    yield_now().await;
                    sleep.as_mut().reset(StdClock::at(start + SHORT));
                    sleep.await;
                }
                _ => sleep(SHORT).await,
            }
            start.elapsed()
        })
    });
    sleep(SHORT).await;
    assert!(all(tasks).await.into_iter().all(|slept| slept >= SHORT), "somebody was early");
}

async fn intervals(host: Host) {
    let tasks = spawn_many(&host, 2, |host, number| {
        host.spawn(async move {
            let start = Instant::now();
            let mut interval = match number {
                0 => interval(SHORT),
                _ => interval_at(start + SHORT, SHORT),
            };
            interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut before = 0;
            for _ in 0..3 {
                let tick = interval.tick().await;
                assert!(tick > before);
                before = tick;
            }
            start.elapsed()
        })
    });
    assert!(all(tasks).await.into_iter().all(|elapsed| elapsed >= 2 * SHORT));
}

async fn timeouts(host: Host) {
    let tasks = spawn_many(&host, 2, |host, number| {
        host.spawn(async move {
            let (never, start) = (pending::<()>(), Instant::now());
            let elapsed = match number {
                0 => timeout(SHORT, never).await,
                _ => timeout_at(start + SHORT, never).await,
            };
            assert!(elapsed.is_err() && start.elapsed() >= SHORT);
        })
    });
    let quick = host.spawn(async { timeout(LONG, yield_now()).await });
    assert_eq!(quick.await, Ok(Ok(())));
    all(tasks).await;
}

/// A clock that another task moves.
async fn timers(host: Host) {
    let heap: Owner<Timers<MockClock>> = Owner::new(Timers::new(MockClock::new()));
    let wheel: Owner<Timers<MockClock, Wheel>> = Owner::new(Timers::new(MockClock::new()));
    let sleepers = spawn_many(&host, 6, |host, number| {
        let (heap, wheel) = (heap.clone(), wheel.clone());
        host.spawn(async move {
            let duration = LONG * (1 + number);
            if number % 2 == 0 {
                heap.sleep(duration).await;
                heap.now() >= duration.as_nanos() as u64
            } else {
                wheel.sleep(duration).await;
                wheel.now() >= duration.as_nanos() as u64
            }
        })
    });
    let driver = async {
        loop {
            for clock in [heap.clock(), wheel.clock()] {
                clock.advance(LONG / 2);
            }
            heap.check_expirations();
            wheel.check_expirations();
            yield_now().await;
        }
    };
    let woken = (all(sleepers), driver).race().await;
    assert_eq!(woken, [true; 6], "somebody was early");
}
