//! Readers, a writer, and a condition variable: each waits for what the handler brings.

use core::pin::pin;

use wakeful::sync::critical::{CancellationToken, Condvar, Mutex, RwLock};

use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("rwlock_write/unlock_read", write),
    Scenario::new("rwlock_unlock_write/read", unlock),
    Scenario::new("condvar_wait/notify", wait),
    Scenario::new("condvar_notify/cancel", notify),
    Scenario::new("token_cancelled/cancel", cancelled),
];

fn write(step: &mut Step) -> Verdict {
    let lock = RwLock::new(0);
    let guard = lock.try_read().ok();
    let flag = lowered(0);
    let mut polled = None;
    {
        let mut waiting = pin!(lock.write());
        step.run(|| polled = Some(flag.poll(waiting.as_mut())), || drop(guard));
        *flag.output(polled, waiting)? += 1;
    }
    check(lock.try_write().is_ok(), "the lock is locked for ever")
}

/// A writer and a reader wait; the handler reads, if it can.
fn unlock(step: &mut Step) -> Verdict {
    let lock = RwLock::new(0);
    let guard = lock.try_write().ok();
    let (one, two) = (lowered(0), lowered(1));
    {
        let mut reading = pin!(lock.read());
        let mut writing = pin!(lock.write());
        let polled = (Some(one.poll(reading.as_mut())), Some(two.poll(writing.as_mut())));
        let mut read = None;
        step.run(|| drop(guard), || read = lock.try_read().ok());
        drop(read);
        drop(one.output(polled.0, reading)?);
        *two.output(polled.1, writing)? += 1;
    }
    check(lock.try_write().is_ok(), "the lock is locked for ever")
}

/// Who waits gives the lock back; the handler notifies him whether he waits already or not, so that he is told
/// only in the first case.
fn wait(step: &mut Step) -> Verdict {
    let mutex = Mutex::new(());
    let condvar = Condvar::new();
    let flag = lowered(0);
    let guard = mutex.try_lock().map_err(|_| "the lock is free")?;
    let mut waited = false;
    let mut polled = None;
    {
        let mut waiting = pin!(condvar.wait(guard));
        step.run(
            || polled = Some(flag.poll(waiting.as_mut())),
            || {
                // With the lock held, as one should: not before he waits.
                if let Ok(_guard) = mutex.try_lock() {
                    waited = true;
                    condvar.notify_one();
                }
            },
        );
        if waited {
            drop(flag.output(polled, waiting)?);
        } else {
            check(flag.poll(waiting.as_mut()).is_pending(), "nobody has notified him")?;
        }
    }
    check(mutex.try_lock().is_ok(), "the lock is locked for ever")
}

/// The handler drops the first of two who wait: if he was notified, the second is.
fn notify(step: &mut Step) -> Verdict {
    let mutex = Mutex::new(());
    let condvar = Condvar::new();
    let (one, two) = (lowered(0), lowered(1));
    let guard = mutex.try_lock().map_err(|_| "the lock is free")?;
    let mut first = pin!(Some(condvar.wait(guard)));
    let queued = first.as_mut().as_pin_mut().is_some_and(|first| one.poll(first).is_pending());
    let guard = mutex.try_lock().map_err(|_| "he has given it back")?;
    let mut second = pin!(condvar.wait(guard));
    let polled = Some(two.poll(second.as_mut()));
    step.run(|| condvar.notify_one(), || first.set(None));
    check(queued, "the first did not wait")?;
    drop(two.output(polled, second)?);
    check(mutex.try_lock().is_ok(), "the lock is locked for ever")
}

fn cancelled(step: &mut Step) -> Verdict {
    let token = CancellationToken::new();
    let flag = lowered(0);
    let mut polled = None;
    let mut waiting = pin!(token.cancelled());
    step.run(|| polled = Some(flag.poll(waiting.as_mut())), || token.cancel());
    flag.output(polled, waiting)
}
