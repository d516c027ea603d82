//! Timers whose time has not come.

use core::future::pending;
use core::pin::{Pin, pin};
use core::time::Duration;

use wakeful::time::{Heap, Queue, Wheel};

use crate::flavor::time::{Interval, MockClock, Sleep, Timeout, Timers};
use crate::flavor::{Act, Facts, Scene, Serves, Subject, no_ebb, play};

const ALL: Facts = Facts::new(Serves::All).rings();
const NOON: u64 = 12;

type Mock<Q> = Timers<MockClock, Q>;

/// Rings, if the clock was told of a time that is past.
fn poke<Q: Queue>(timers: &Mock<Q>) {
    let now = timers.now();
    if timers.clock().alarm().is_some_and(|alarm| alarm <= now) {
        timers.clock().set(now);
        timers.check_expirations();
    }
    let _ = (timers.next_expiration(), timers.is_empty());
}

fn release<Q: Queue>(timers: &Mock<Q>) {
    timers.clock().set(NOON);
    timers.check_expirations();
}

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("Timers, heap", ALL, heap),
    Subject::new("Timers, wheel", ALL, wheel),
    Subject::new("Sleep, put off", ALL, put_off),
    Subject::new("Interval", ALL, interval),
    Subject::new("Timeout", ALL, timeout),
];

fn heap(act: Act<'_>) {
    let timers = const { Mock::<Heap>::new(MockClock::new()) };
    let scene = Scene {
        wait: || timers.sleep_until(NOON),
        release: || release(&timers),
        poke: || poke(&timers),
        ebb: no_ebb,
    };
    play(scene, act);
}

fn wheel(act: Act<'_>) {
    let timers = const { Mock::<Wheel>::new(MockClock::new()) };
    let scene = Scene {
        wait: || timers.sleep_until(NOON),
        release: || release(&timers),
        poke: || poke(&timers),
        ebb: no_ebb,
    };
    play(scene, act);
}

fn put_off(act: Act<'_>) {
    let timers = const { Mock::<Heap>::new(MockClock::new()) };
    let scene = Scene {
        wait: || async {
            let mut sleep = pin!(timers.sleep_until(1));
            let sleep: &mut Pin<&mut Sleep<'_, MockClock>> = &mut sleep;
            sleep.as_mut().reset(NOON);
            sleep.await;
        },
        release: || release(&timers),
        poke: || poke(&timers),
        ebb: no_ebb,
    };
    play(scene, act);
}

fn interval(act: Act<'_>) {
    let timers = const { Mock::<Heap>::new(MockClock::new()) };
    let scene = Scene {
        wait: || async {
            let mut days: Interval<'_, MockClock> =
                timers.interval_at(NOON, Duration::from_nanos(2 * NOON));
            days.tick().await
        },
        release: || release(&timers),
        poke: || poke(&timers),
        ebb: no_ebb,
    };
    play(scene, act);
}

fn timeout(act: Act<'_>) {
    let timers = const { Mock::<Heap>::new(MockClock::new()) };
    let scene = Scene {
        wait: || -> Timeout<'_, _, MockClock> { timers.timeout_at(NOON, pending::<()>()) },
        release: || release(&timers),
        poke: || poke(&timers),
        ebb: no_ebb,
    };
    play(scene, act);
}
