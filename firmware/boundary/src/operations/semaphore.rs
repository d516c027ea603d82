//! Permits: waited for, given back, taken in between. None is lost, and none is made.

use core::pin::pin;

use wakeful::sync::critical::Semaphore;

use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("semaphore_acquire/release", acquire),
    Scenario::new("semaphore_release/acquire", release),
    Scenario::new("semaphore_release/release", release_twice),
    Scenario::new("semaphore_release/wait", release_against_wait),
];

/// Two are wanted, one is there, the handler brings the other.
fn acquire(step: &mut Step) -> Verdict {
    let semaphore = Semaphore::new(1);
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(semaphore.acquire_many(2));
    step.run(|| polled = Some(flag.poll(waiting.as_mut())), || semaphore.release(1));
    drop(flag.output(polled, waiting)?);
    check(semaphore.available_permits() == 2, "permits were lost or made")
}

/// The handler takes a permit that one waits for, if it can, and brings it back later.
fn release(step: &mut Step) -> Verdict {
    let semaphore = Semaphore::new(0);
    let flag = lowered(0);
    let mut taken = None;
    let mut waiting = pin!(semaphore.acquire());
    let polled = Some(flag.poll(waiting.as_mut()));
    step.run(|| semaphore.release(1), || taken = semaphore.try_acquire().ok());
    drop(taken);
    drop(flag.output(polled, waiting)?);
    check(semaphore.available_permits() == 1, "permits were lost or made")
}

/// Two wait; operation and handler bring one permit each.
fn release_twice(step: &mut Step) -> Verdict {
    let semaphore = Semaphore::new(0);
    let (one, two) = (lowered(0), lowered(1));
    let (mut first, mut second) = (pin!(semaphore.acquire()), pin!(semaphore.acquire()));
    let polled = (Some(one.poll(first.as_mut())), Some(two.poll(second.as_mut())));
    step.run(|| semaphore.release(1), || semaphore.release(1));
    let first = one.output(polled.0, first)?;
    let second = two.output(polled.1, second)?;
    drop((first, second));
    check(semaphore.available_permits() == 2, "permits were lost or made")
}

/// The handler begins to wait: either it gets the permit, or it is told.
fn release_against_wait(step: &mut Step) -> Verdict {
    let semaphore = Semaphore::new(0);
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(semaphore.acquire());
    step.run(|| semaphore.release(1), || polled = Some(flag.poll(waiting.as_mut())));
    drop(flag.output(polled, waiting)?);
    check(semaphore.available_permits() == 1, "permits were lost or made")
}
