//! Events: waited for while they happen, and made to happen while somebody waits.

use core::pin::pin;
use core::sync::atomic::{AtomicBool, Ordering};

use wakeful::sync::critical::{AutoResetEvent, ManualResetEvent, Notify, WakerCell};

use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("event_wait/set", wait),
    Scenario::new("event_set/reset", set),
    Scenario::new("event_set/wait", set_against_wait),
    Scenario::new("auto_event_wait/set", auto_wait),
    Scenario::new("auto_event_set/take", auto_set),
    Scenario::new("auto_event_set/wait", auto_set_against_wait),
    Scenario::new("notify_wait/notify", notify_wait),
    Scenario::new("notify_one/cancel", notify_one),
    Scenario::new("notify_one/wait", notify_against_wait),
    Scenario::new("waker_register/wake", register),
    Scenario::new("waker_register_again/wake", register_again),
    Scenario::new("waker_wake/register", wake),
    Scenario::new("waker_wake/wake", wake_twice),
];

fn wait(step: &mut Step) -> Verdict {
    let event = ManualResetEvent::new(false);
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(event.wait());
    step.run(|| polled = Some(flag.poll(waiting.as_mut())), || event.set());
    flag.output(polled, waiting)?;
    check(event.is_set(), "it was set")
}

/// Who waited when it was set comes through, although the handler resets it.
fn set(step: &mut Step) -> Verdict {
    let event = ManualResetEvent::new(false);
    let flag = lowered(0);
    let mut waiting = pin!(event.wait());
    let polled = Some(flag.poll(waiting.as_mut()));
    step.run(|| event.set(), || event.reset());
    flag.output(polled, waiting)
}

fn auto_wait(step: &mut Step) -> Verdict {
    let event = AutoResetEvent::new(false);
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(event.wait());
    step.run(|| polled = Some(flag.poll(waiting.as_mut())), || event.set());
    flag.output(polled, waiting)?;
    check(!event.try_wait(), "one signal let two pass")
}

/// Either the handler takes the signal, or the one who waits.
fn auto_set(step: &mut Step) -> Verdict {
    let event = AutoResetEvent::new(false);
    let flag = lowered(0);
    let mut took = false;
    {
        let mut waiting = pin!(event.wait());
        let polled = Some(flag.poll(waiting.as_mut()));
        step.run(|| event.set(), || took = event.try_wait());
        if took {
            check(flag.poll(waiting.as_mut()).is_pending(), "one signal let two pass")?;
        } else {
            flag.output(polled, waiting)?;
        }
    }
    check(!event.try_wait(), "one signal let two pass")
}

fn notify_wait(step: &mut Step) -> Verdict {
    let notify = Notify::new();
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(notify.notified());
    step.run(|| polled = Some(flag.poll(waiting.as_mut())), || notify.notify_one());
    flag.output(polled, waiting)
}

/// The handler drops the first of two who wait: if it was notified, the second is.
fn notify_one(step: &mut Step) -> Verdict {
    let notify = Notify::new();
    let (one, two) = (lowered(0), lowered(1));
    let mut first = pin!(Some(notify.notified()));
    let mut second = pin!(notify.notified());
    let queued = first.as_mut().as_pin_mut().is_some_and(|first| one.poll(first).is_pending());
    let polled = Some(two.poll(second.as_mut()));
    step.run(|| notify.notify_one(), || first.set(None));
    check(queued, "the first did not wait")?;
    two.output(polled, second)
}

/// Register, then look: the handler makes it true, then wakes.
fn register(step: &mut Step) -> Verdict {
    let cell = WakerCell::new();
    let ready = AtomicBool::new(false);
    let flag = lowered(0);
    let waker = flag.waker();
    let mut seen = false;
    step.run(
        || {
            cell.register(&waker);
            seen = ready.load(Ordering::Relaxed);
        },
        || {
            ready.store(true, Ordering::Relaxed);
            cell.wake();
        },
    );
    check(seen || flag.is_up(), "a wake-up was lost")
}

/// The same with another task's waker in the cell.
fn register_again(step: &mut Step) -> Verdict {
    let cell = WakerCell::new();
    let ready = AtomicBool::new(false);
    let (old, new) = (lowered(0), lowered(1));
    let waker = new.waker();
    cell.register(&old.waker());
    let mut seen = false;
    step.run(
        || {
            cell.register(&waker);
            seen = ready.load(Ordering::Relaxed);
        },
        || {
            ready.store(true, Ordering::Relaxed);
            cell.wake();
        },
    );
    check(seen || new.is_up(), "a wake-up was lost")
}

fn wake(step: &mut Step) -> Verdict {
    let cell = WakerCell::new();
    let ready = AtomicBool::new(false);
    let (old, new) = (lowered(0), lowered(1));
    let waker = new.waker();
    cell.register(&old.waker());
    let mut seen = false;
    step.run(
        || {
            ready.store(true, Ordering::Relaxed);
            cell.wake();
        },
        || {
            cell.register(&waker);
            seen = ready.load(Ordering::Relaxed);
        },
    );
    check(seen || new.is_up(), "a wake-up was lost")?;
    // It works as before.
    cell.register(&old.waker());
    let old = lowered(0);
    cell.wake();
    check(old.is_up(), "the cell is stuck")
}

fn wake_twice(step: &mut Step) -> Verdict {
    let cell = WakerCell::new();
    let flag = lowered(0);
    cell.register(&flag.waker());
    step.run(|| cell.wake(), || cell.wake());
    check(flag.is_up(), "a wake-up was lost")?;
    let flag = lowered(0);
    cell.wake();
    check(!flag.is_up(), "a waker was kept")?;
    cell.register(&flag.waker());
    cell.wake();
    check(flag.is_up(), "the cell is stuck")
}

/// The handler begins to wait: either it comes through, or it is told.
fn set_against_wait(step: &mut Step) -> Verdict {
    let event = ManualResetEvent::new(false);
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(event.wait());
    step.run(|| event.set(), || polled = Some(flag.poll(waiting.as_mut())));
    flag.output(polled, waiting)
}

fn auto_set_against_wait(step: &mut Step) -> Verdict {
    let event = AutoResetEvent::new(false);
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(event.wait());
    step.run(|| event.set(), || polled = Some(flag.poll(waiting.as_mut())));
    flag.output(polled, waiting)?;
    check(!event.try_wait(), "one signal let two pass")
}

fn notify_against_wait(step: &mut Step) -> Verdict {
    let notify = Notify::new();
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(notify.notified());
    step.run(|| notify.notify_one(), || polled = Some(flag.poll(waiting.as_mut())));
    flag.output(polled, waiting)
}
