//! The executor of a board: critical sections, a clock whose alarm unparks, and no compare-exchange.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use wakeful::executor::critical::{StaticExecutor, TaskCell};
use wakeful::executor::{Park, ThreadPark};
use wakeful::sync::critical::Semaphore;
use wakeful::time::Clock;
use wakeful::time::critical::{MockClock, Timers};

/// A counter with a compare register, and a processor that sleeps until it rings.
struct Hardware {
    clock: MockClock,
    token: AtomicBool,
    sleeps: AtomicU64,
}

static HARDWARE: Hardware =
    Hardware { clock: MockClock::new(), token: AtomicBool::new(false), sleeps: AtomicU64::new(0) };
static TIMERS: Timers<&'static Hardware> = Timers::new(&HARDWARE);

impl Clock for Hardware {
    fn now(&self) -> u64 {
        self.clock.now()
    }

    fn set_alarm(&self, at: u64) {
        self.clock.set_alarm(at);
    }
}

impl Hardware {
    /// The handler of the timer's interrupt.
    fn ring(&self) {
        if let Some(next) = TIMERS.check_expirations() {
            self.clock.set_alarm(next);
        }
    }
}

impl Park for &'static Hardware {
    fn park(&self) {
        if !self.token.swap(false, Ordering::Acquire) {
            // Nothing else happens until the alarm.
            let at = self.clock.alarm().expect("sleeps for ever");
            self.sleeps.fetch_add(1, Ordering::Relaxed);
            self.clock.set(at);
            self.ring();
        }
    }

    fn unpark(&self) {
        self.token.store(true, Ordering::Release);
    }
}

static EXECUTOR: StaticExecutor<&'static Hardware, 4, 2> = StaticExecutor::new(&HARDWARE);
static BLINK: TaskCell<256> = TaskCell::new();

#[test]
fn timers_wake_the_executor_of_a_board_on_time() {
    let blink = EXECUTOR.spawn(&BLINK, async {
        let mut ticks = TIMERS.interval(Duration::from_millis(100));
        let mut times = Vec::new();
        for _ in 0..5 {
            ticks.tick().await;
            times.push(TIMERS.now() / 1_000_000);
        }
        times
    });
    let watchdog = async {
        TIMERS.sleep(Duration::from_millis(250)).await;
        TIMERS.now() / 1_000_000
    };
    let (times, watchdog) = EXECUTOR.run_all((blink.unwrap(), watchdog));
    assert_eq!(times, Ok(vec![0, 100, 200, 300, 400]));
    assert_eq!(watchdog, 250);
    assert_eq!(
        HARDWARE.sleeps.load(Ordering::Relaxed),
        5,
        "once for each time at which one is due"
    );

    let late = EXECUTOR.run(async {
        let wait = TIMERS.sleep(Duration::from_secs(1));
        TIMERS.timeout(Duration::from_millis(10), wait).await
    });
    assert!(late.is_err());
}

#[test]
fn statics_of_the_critical_flavor_do_all() {
    static EXECUTOR: StaticExecutor<ThreadPark, 3> = StaticExecutor::new(ThreadPark::new());
    static CELL: TaskCell<128> = TaskCell::new();
    static DONE: Semaphore = Semaphore::new(0);
    for n in 0..3 {
        let task = EXECUTOR.spawn(&CELL, async move {
            DONE.acquire_many(2).await.unwrap().forget();
            n
        });
        let other = std::thread::spawn(|| DONE.release(1));
        DONE.release(1);
        assert_eq!(EXECUTOR.run(task.unwrap()), Ok(n));
        other.join().unwrap();
    }
}
