//! Timers: begun, given up and looked after, while the time comes.

use core::pin::pin;

use wakeful::time::critical::{MockClock, Timers};
use wakeful::time::{Clock, Heap, Queue, Wheel};

use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("timer_insert/expire", insert::<Heap>),
    Scenario::new("timer_insert/expire_earlier", insert_behind::<Heap>),
    Scenario::new("timer_cancel/expire", cancel::<Heap>),
    Scenario::new("timer_expire/cancel", expire::<Heap>),
    Scenario::new("timer_expire/expire", expire_twice::<Heap>),
    Scenario::new("timer_expire/insert", expire_against_insert::<Heap>),
    Scenario::new("wheel_insert/expire", insert::<Wheel>),
    Scenario::new("wheel_cancel/expire", cancel::<Wheel>),
    Scenario::new("wheel_expire/cancel", expire::<Wheel>),
];

pub(super) type Alarms<Q> = Timers<MockClock, Q>;

/// The time is `now`, and the driver of the timers does what it must do.
pub(super) fn come(timers: &Alarms<impl Queue>, now: u64) {
    timers.clock().set(now);
    if let Some(at) = timers.check_expirations() {
        timers.clock().set_alarm(at);
    }
}

/// Rings if the clock was told a time that is past, and says whether it knows of whoever waits.
pub(super) fn ring(timers: &Alarms<impl Queue>) -> Verdict {
    let now = timers.now();
    if timers.clock().alarm().is_some_and(|at| at <= now) {
        come(timers, now);
    }
    let (alarm, next) = (timers.clock().alarm(), timers.next_expiration());
    check(
        next.is_none_or(|next| next > now && alarm.is_some_and(|at| at <= next)),
        "the clock does not know of a deadline",
    )
}

fn insert<Q: Queue + Send>(step: &mut Step) -> Verdict {
    let timers = Alarms::<Q>::new(MockClock::new());
    let flag = lowered(0);
    let mut polled = None;
    {
        let mut sleep = pin!(timers.sleep_until(10));
        step.run(|| polled = Some(flag.poll(sleep.as_mut())), || come(&timers, 10));
        ring(&timers)?;
        flag.output(polled, sleep)?;
    }
    check(timers.is_empty(), "somebody waits still")
}

/// Behind one that the handler ends.
fn insert_behind<Q: Queue + Send>(step: &mut Step) -> Verdict {
    let timers = Alarms::<Q>::new(MockClock::new());
    let (one, two) = (lowered(0), lowered(1));
    let mut polled = None;
    {
        let mut first = pin!(timers.sleep_until(10));
        let mut second = pin!(timers.sleep_until(20));
        let waits = Some(one.poll(first.as_mut()));
        step.run(|| polled = Some(two.poll(second.as_mut())), || come(&timers, 10));
        ring(&timers)?;
        one.output(waits, first)?;
        check(!two.is_up(), "it was told too early")?;
        check(timers.next_expiration() == Some(20), "the second does not wait")?;
        come(&timers, 20);
        two.output(polled, second)?;
    }
    check(timers.is_empty(), "somebody waits still")
}

/// The first of two, both of which are due for the handler.
fn cancel<Q: Queue + Send>(step: &mut Step) -> Verdict {
    let timers = Alarms::<Q>::new(MockClock::new());
    let (one, two) = (lowered(0), lowered(1));
    {
        let mut first = pin!(Some(timers.sleep_until(10)));
        let mut second = pin!(timers.sleep_until(20));
        let queued = first.as_mut().as_pin_mut().is_some_and(|first| one.poll(first).is_pending());
        let polled = Some(two.poll(second.as_mut()));
        step.run(|| first.set(None), || come(&timers, 20));
        ring(&timers)?;
        check(queued, "the first did not wait")?;
        two.output(polled, second)?;
    }
    check(timers.is_empty(), "somebody waits still")
}

fn expire<Q: Queue + Send>(step: &mut Step) -> Verdict {
    let timers = Alarms::<Q>::new(MockClock::new());
    let (one, two) = (lowered(0), lowered(1));
    {
        let mut first = pin!(Some(timers.sleep_until(10)));
        let mut second = pin!(timers.sleep_until(20));
        let queued = first.as_mut().as_pin_mut().is_some_and(|first| one.poll(first).is_pending());
        let polled = Some(two.poll(second.as_mut()));
        step.run(|| come(&timers, 20), || first.set(None));
        ring(&timers)?;
        check(queued, "the first did not wait")?;
        two.output(polled, second)?;
    }
    check(timers.is_empty(), "somebody waits still")
}

/// The handler looks after those who are due, too, at a later time.
fn expire_twice<Q: Queue + Send>(step: &mut Step) -> Verdict {
    let timers = Alarms::<Q>::new(MockClock::new());
    let (one, two) = (lowered(0), lowered(1));
    {
        let mut first = pin!(timers.sleep_until(10));
        let mut second = pin!(timers.sleep_until(20));
        let polled = (Some(one.poll(first.as_mut())), Some(two.poll(second.as_mut())));
        step.run(|| come(&timers, 10), || come(&timers, 20));
        // The operation may have set the time back.
        timers.clock().set(20);
        ring(&timers)?;
        one.output(polled.0, first)?;
        two.output(polled.1, second)?;
    }
    check(timers.is_empty(), "somebody waits still")
}

/// The handler begins to wait for a time that comes later.
fn expire_against_insert<Q: Queue + Send>(step: &mut Step) -> Verdict {
    let timers = Alarms::<Q>::new(MockClock::new());
    let (one, two) = (lowered(0), lowered(1));
    let mut polled = None;
    {
        let mut first = pin!(timers.sleep_until(10));
        let mut second = pin!(timers.sleep_until(20));
        let waits = Some(one.poll(first.as_mut()));
        step.run(|| come(&timers, 10), || polled = Some(two.poll(second.as_mut())));
        ring(&timers)?;
        one.output(waits, first)?;
        check(!two.is_up(), "it was told too early")?;
        come(&timers, 20);
        two.output(polled, second)?;
    }
    check(timers.is_empty(), "somebody waits still")
}
