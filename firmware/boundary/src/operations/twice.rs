//! Two interrupts: what the first begins, the second goes on with, before the operation is done.

use core::cell::RefCell;
use core::pin::pin;

use critical_section::Mutex;
use wakeful::channel::critical::{mpsc, spsc};
use wakeful::sync::critical::{self, Semaphore, WakerCell};
use wakeful::time::Heap;
use wakeful::time::critical::MockClock;

use super::executor::Kit;
use super::timers::{Alarms, come, ring};
use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("mutex_unlock/wait+cancel", unlock),
    Scenario::new("mutex_cancel/unlock+lock", cancel),
    Scenario::new("semaphore_release/wait+release", release),
    Scenario::new("waker_register/wake+wake", register),
    Scenario::long("spsc_recv/send+send", spsc_recv),
    Scenario::new("mpsc_recv/send+send", mpsc_recv),
    Scenario::long("mpsc_send/recv+recv", mpsc_send),
    Scenario::new("timer_insert/expire+expire", insert),
    Scenario::long("timer_expire/insert+cancel", expire),
    Scenario::new("executor_wake/wake+wake", wake),
    Scenario::long("executor_spawn/wake+wake", spawn),
];

/// What both handlers use.
struct Shared<T>(Mutex<RefCell<T>>);

impl<T> Shared<T> {
    fn new(value: T) -> Self {
        Self(Mutex::new(RefCell::new(value)))
    }

    fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        critical_section::with(|section| f(&mut self.0.borrow_ref_mut(section)))
    }
}

/// One waits before, another begins to wait and goes again: the first gets the lock.
fn unlock(step: &mut Step) -> Verdict {
    let mutex = critical::Mutex::new(0);
    let guard = mutex.try_lock().ok();
    let (one, two) = (lowered(0), lowered(1));
    {
        let mut staying = pin!(mutex.lock());
        let polled = Some(one.poll(staying.as_mut()));
        let going = pin!(Some(mutex.lock()));
        let going = Shared::new(going);
        step.run_twice(
            || drop(guard),
            || {
                going.with(|going| {
                    if let Some(going) = going.as_mut().as_pin_mut() {
                        drop(two.poll(going));
                    }
                });
            },
            || going.with(|going| going.set(None)),
        );
        *one.output(polled, staying)? += 1;
    }
    check(!mutex.is_locked(), "the lock is locked for ever")
}

/// Of two who wait the first goes, while the lock is given back, and taken by another.
fn cancel(step: &mut Step) -> Verdict {
    let mutex = critical::Mutex::new(0);
    let guard = mutex.try_lock().ok();
    let (one, two) = (lowered(0), lowered(1));
    {
        let mut first = pin!(Some(mutex.lock()));
        let mut second = pin!(mutex.lock());
        let queued = first.as_mut().as_pin_mut().is_some_and(|first| one.poll(first).is_pending());
        let polled = Some(two.poll(second.as_mut()));
        let mut barged = None;
        step.run_twice(|| first.set(None), || drop(guard), || barged = mutex.try_lock().ok());
        drop(barged);
        check(queued, "the first did not wait")?;
        *two.output(polled, second)? += 1;
    }
    check(!mutex.is_locked(), "the lock is locked for ever")
}

fn release(step: &mut Step) -> Verdict {
    let semaphore = Semaphore::new(0);
    let flag = lowered(0);
    let mut polled = None;
    {
        let mut waiting = pin!(semaphore.acquire_many(2));
        step.run_twice(
            || semaphore.release(1),
            || polled = Some(flag.poll(waiting.as_mut())),
            || semaphore.release(1),
        );
        drop(flag.output(polled, waiting)?);
    }
    check(semaphore.available_permits() == 2, "permits were lost or made")
}

fn register(step: &mut Step) -> Verdict {
    let cell = WakerCell::new();
    let (old, new) = (lowered(0), lowered(1));
    let waker = new.waker();
    cell.register(&old.waker());
    let news = Shared::new(0);
    let mut seen = 0;
    let tell = || {
        news.with(|news| *news += 1);
        cell.wake();
    };
    step.run_twice(
        || {
            cell.register(&waker);
            seen = news.with(|news| *news);
        },
        tell,
        tell,
    );
    check(seen == 2 || new.is_up(), "a wake-up was lost")
}

fn spsc_recv(step: &mut Step) -> Verdict {
    let mut channel = spsc::Channel::<u8, 2>::new();
    let (sender, mut receiver) = channel.split();
    let sender = Shared::new(sender);
    let flag = lowered(0);
    let mut polled = None;
    {
        let mut receiving = pin!(receiver.recv());
        step.run_twice(
            || polled = Some(flag.poll(receiving.as_mut())),
            || sender.with(|sender| sender.try_send(1).unwrap_or(())),
            || sender.with(|sender| sender.try_send(2).unwrap_or(())),
        );
        check(flag.output(polled, receiving)? == Ok(1), "the first is lost")?;
    }
    check(receiver.try_recv() == Ok(2), "the second is lost")
}

fn mpsc_recv(step: &mut Step) -> Verdict {
    let mut channel = mpsc::Channel::<u8, 2>::new();
    let (sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    {
        let mut receiving = pin!(receiver.recv());
        step.run_twice(
            || polled = Some(flag.poll(receiving.as_mut())),
            || sender.try_send(1).unwrap_or(()),
            || sender.try_send(2).unwrap_or(()),
        );
        check(flag.output(polled, receiving)? == Ok(1), "the first is lost")?;
    }
    check(receiver.try_recv() == Ok(2), "the second is lost")
}

/// The second handler may come before the message that is sent, or take it.
fn mpsc_send(step: &mut Step) -> Verdict {
    let mut channel = mpsc::Channel::<u8, 1>::new();
    let (sender, receiver) = channel.split();
    let receiver = Shared::new(receiver);
    let before = sender.try_send(1);
    let flag = lowered(0);
    let mut polled = None;
    let (mut first, mut second) = (None, None);
    {
        let mut sending = pin!(sender.send(2));
        step.run_twice(
            || polled = Some(flag.poll(sending.as_mut())),
            || first = receiver.with(|receiver| receiver.try_recv().ok()),
            || second = receiver.with(|receiver| receiver.try_recv().ok()),
        );
        check(flag.output(polled, sending)?.is_ok(), "the channel was open")?;
    }
    check(before.is_ok() && first == Some(1), "the first is lost")?;
    let last = receiver.with(|receiver| receiver.try_recv().ok());
    check([second, last].iter().flatten().eq(&[2]), "the second is lost, or came twice")
}

fn insert(step: &mut Step) -> Verdict {
    let timers = Alarms::<Heap>::new(MockClock::new());
    let flag = lowered(0);
    let mut polled = None;
    {
        let mut sleep = pin!(timers.sleep_until(10));
        step.run_twice(
            || polled = Some(flag.poll(sleep.as_mut())),
            || come(&timers, 9),
            || come(&timers, 10),
        );
        ring(&timers)?;
        flag.output(polled, sleep)?;
    }
    check(timers.is_empty(), "somebody waits still")
}

fn expire(step: &mut Step) -> Verdict {
    let timers = Alarms::<Heap>::new(MockClock::new());
    let (one, two) = (lowered(0), lowered(1));
    {
        let mut first = pin!(timers.sleep_until(10));
        let polled = Some(one.poll(first.as_mut()));
        let going = pin!(Some(timers.sleep_until(20)));
        let going = Shared::new(going);
        step.run_twice(
            || come(&timers, 10),
            || {
                going.with(|going| {
                    if let Some(going) = going.as_mut().as_pin_mut() {
                        let _ = two.poll(going);
                    }
                });
            },
            || going.with(|going| going.set(None)),
        );
        ring(&timers)?;
        one.output(polled, first)?;
    }
    check(timers.is_empty(), "somebody waits still")
}

fn wake(step: &mut Step) -> Verdict {
    let kit = Kit::new();
    kit.spawn(0);
    kit.spawn(1);
    kit.settle();
    let [one, two] = &kit.tasks;
    step.run_twice(|| one.wake(), || two.wake(), || one.wake());
    check(kit.polls() == [2, 2], "not polled once for wakes at the same time")?;
    kit.clear()
}

fn spawn(step: &mut Step) -> Verdict {
    let kit = Kit::new();
    kit.spawn(0);
    kit.settle();
    step.run_twice(|| kit.spawn(1), || kit.tasks[0].wake(), || kit.tasks[0].wake());
    check(kit.polls() == [2, 1], "not polled once")?;
    kit.clear()
}
