//! A lock: taken, waited for, given back, no longer waited for.

use core::pin::pin;
use core::task::Poll;

use wakeful::sync::critical::{Mutex, MutexGuard};

use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("mutex_lock/lock", lock),
    Scenario::new("mutex_wait/unlock", wait),
    Scenario::new("mutex_unlock/lock", unlock),
    Scenario::new("mutex_unlock/cancel", unlock_against_cancel),
    Scenario::new("mutex_unlock/wait", unlock_against_wait),
    Scenario::new("mutex_cancel/unlock", cancel),
];

/// The handler counts in the lock if it is free; so does the operation.
fn lock(step: &mut Step) -> Verdict {
    let mutex = Mutex::new(0);
    let flag = lowered(0);
    let mut counted = 0;
    {
        let mut locking = pin!(mutex.lock());
        step.run(
            || {
                if let Poll::Ready(mut guard) = flag.poll(locking.as_mut()) {
                    *guard += 1;
                }
            },
            || {
                if let Ok(mut guard) = mutex.try_lock() {
                    *guard += 1;
                    counted = 1;
                }
            },
        );
    }
    check(!mutex.is_locked(), "the lock is locked for ever")?;
    check(mutex.into_inner() == 1 + counted, "an update was lost")
}

fn wait(step: &mut Step) -> Verdict {
    let mutex = Mutex::new(0);
    let guard = mutex.try_lock().ok();
    let flag = lowered(0);
    let mut polled = None;
    {
        let mut waiting = pin!(mutex.lock());
        step.run(|| polled = Some(flag.poll(waiting.as_mut())), || drop(guard));
        *flag.output(polled, waiting)? += 1;
    }
    check(!mutex.is_locked(), "the lock is locked for ever")
}

/// The handler takes the lock before the one who waits, if it can.
fn unlock(step: &mut Step) -> Verdict {
    let mutex = Mutex::new(0);
    let guard = mutex.try_lock().ok();
    let flag = lowered(0);
    let mut barged: Option<MutexGuard<'_, i32>> = None;
    {
        let mut waiting = pin!(mutex.lock());
        let polled = Some(flag.poll(waiting.as_mut()));
        step.run(|| drop(guard), || barged = mutex.try_lock().ok());
        drop(barged);
        *flag.output(polled, waiting)? += 1;
    }
    check(!mutex.is_locked(), "the lock is locked for ever")
}

/// The handler drops the first of two who wait: the second must get the lock.
fn unlock_against_cancel(step: &mut Step) -> Verdict {
    let mutex = Mutex::new(0);
    let guard = mutex.try_lock().ok();
    let (one, two) = (lowered(0), lowered(1));
    let mut first = pin!(Some(mutex.lock()));
    let mut second = pin!(mutex.lock());
    let queued = first.as_mut().as_pin_mut().is_some_and(|first| one.poll(first).is_pending());
    let polled = Some(two.poll(second.as_mut()));
    step.run(|| drop(guard), || first.set(None));
    check(queued, "the first did not wait")?;
    *two.output(polled, second.as_mut())? += 1;
    check(!mutex.is_locked(), "the lock is locked for ever")
}

/// The same, the other way round.
fn cancel(step: &mut Step) -> Verdict {
    let mutex = Mutex::new(0);
    let guard = mutex.try_lock().ok();
    let (one, two) = (lowered(0), lowered(1));
    let mut first = pin!(Some(mutex.lock()));
    let mut second = pin!(mutex.lock());
    let queued = first.as_mut().as_pin_mut().is_some_and(|first| one.poll(first).is_pending());
    let polled = Some(two.poll(second.as_mut()));
    step.run(|| first.set(None), || drop(guard));
    check(queued, "the first did not wait")?;
    *two.output(polled, second.as_mut())? += 1;
    check(!mutex.is_locked(), "the lock is locked for ever")
}

/// The handler begins to wait: either it gets the lock, or it is told.
fn unlock_against_wait(step: &mut Step) -> Verdict {
    let mutex = Mutex::new(0);
    let guard = mutex.try_lock().ok();
    let flag = lowered(0);
    let mut polled = None;
    {
        let mut waiting = pin!(mutex.lock());
        step.run(|| drop(guard), || polled = Some(flag.poll(waiting.as_mut())));
        *flag.output(polled, waiting)? += 1;
    }
    check(!mutex.is_locked(), "the lock is locked for ever")
}
