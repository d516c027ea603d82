//! Events: something happened, and others go on.

use core::future::poll_fn;
use core::task::Poll;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicU32, AtomicUsize};

use wakeful::future::yield_now;

use super::flavor::sync::{
    AutoResetEvent, Barrier, Latch, ManualResetEvent, Notify, SingleWaiterNotify, WaitGroup,
    WakerCell,
};
use super::flavor::{Host, Owner};
use super::{Step, all, spawn_many};

pub(super) const STEPS: &[Step] = &[
    Step(&["ManualResetEvent"], |host| Box::pin(manual_reset_event(host))),
    Step(&["AutoResetEvent"], |host| Box::pin(auto_reset_event(host))),
    Step(&["Notify"], |host| Box::pin(notify(host))),
    Step(&["SingleWaiterNotify"], |host| Box::pin(single_waiter_notify(host))),
    Step(&["Barrier"], |host| Box::pin(barrier(host))),
    Step(&["Latch"], |host| Box::pin(latch(host))),
    Step(&["WaitGroup"], |host| Box::pin(wait_group(host))),
    Step(&["WakerCell"], |host| Box::pin(waker_cell(host))),
];

const ROUNDS: u32 = 20;

async fn manual_reset_event(host: Host) {
    let event = Owner::new(ManualResetEvent::new(false));
    let tasks = spawn_many(&host, 4, |host, number| {
        let event = event.clone();
        host.spawn(async move {
            if number % 2 == 0 { event.wait().await } else { event.wait_owned().await }
        })
    });
    yield_now().await;
    event.set();
    all(tasks).await;
    event.reset();
    assert!(!event.is_set());
}

/// Two tasks in turns: each tells the other one.
async fn auto_reset_event(host: Host) {
    let events = Owner::new([AutoResetEvent::new(true), AutoResetEvent::new(false)]);
    let turns = Owner::new(AtomicU32::new(0));
    let tasks = spawn_many(&host, 2, |host, number| {
        let (events, turns) = (events.clone(), turns.clone());
        host.spawn(async move {
            let (mine, other) = (&events[number as usize], &events[1 - number as usize]);
            for round in 0..ROUNDS {
                mine.wait().await;
                assert_eq!(turns.fetch_add(1, SeqCst), 2 * round + number);
                other.set();
            }
        })
    });
    all(tasks).await;
    assert_eq!(turns.load(SeqCst), 2 * ROUNDS);
}

async fn notify(host: Host) {
    let bells = Owner::new([Notify::new(), Notify::new()]);
    let turns = Owner::new(AtomicU32::new(0));
    let tasks = spawn_many(&host, 2, |host, number| {
        let (bells, turns) = (bells.clone(), turns.clone());
        host.spawn(async move {
            let (mine, other) = (&bells[number as usize], &bells[1 - number as usize]);
            for round in 0..ROUNDS {
                mine.notified().await;
                assert_eq!(turns.fetch_add(1, SeqCst), 2 * round + number);
                other.notify_one();
            }
        })
    });
    bells[0].notify_one();
    all(tasks).await;

    let all_of_them = Owner::new(Notify::new());
    let waiting = Owner::new(AtomicUsize::new(0));
    let tasks = spawn_many(&host, 3, |host, _| {
        let (all_of_them, waiting) = (all_of_them.clone(), waiting.clone());
        host.spawn(async move {
            let mut notified = Box::pin(all_of_them.notified());
            // It counts once it waits.
            let mut told = false;
            poll_fn(|cx| {
                let polled = notified.as_mut().poll(cx);
                if !told {
                    waiting.fetch_add(1, SeqCst);
                    told = true;
                }
                polled
            })
            .await;
        })
    });
    while waiting.load(SeqCst) < 3 {
        yield_now().await;
    }
    all_of_them.notify_waiters();
    all(tasks).await;
}

/// Two tasks in turns.
async fn single_waiter_notify(host: Host) {
    let bells = Owner::new([SingleWaiterNotify::new(), SingleWaiterNotify::new()]);
    let turns = Owner::new(AtomicU32::new(0));
    let tasks = spawn_many(&host, 2, |host, number| {
        let (bells, turns) = (bells.clone(), turns.clone());
        host.spawn(async move {
            let (mine, other) = (&bells[number as usize], &bells[1 - number as usize]);
            for round in 0..ROUNDS {
                mine.notified().await;
                assert_eq!(turns.fetch_add(1, SeqCst), 2 * round + number);
                other.notify_one();
            }
        })
    });
    bells[0].notify_one();
    all(tasks).await;
    assert_eq!(turns.load(SeqCst), 2 * ROUNDS);
}

async fn barrier(host: Host) {
    let meeting = Owner::new((Barrier::new(4), AtomicU32::new(0)));
    let tasks = spawn_many(&host, 4, |host, number| {
        let meeting = meeting.clone();
        host.spawn(async move {
            let mut led = 0;
            for round in 1..=ROUNDS {
                meeting.1.fetch_add(1, SeqCst);
                led += u32::from(meeting.0.wait().await.is_leader());
                assert!(meeting.1.load(SeqCst) >= 4 * round, "{number} went on alone");
            }
            led
        })
    });
    assert_eq!(all(tasks).await.iter().sum::<u32>(), ROUNDS, "one leads each round");
}

async fn latch(host: Host) {
    let latch = Owner::new(Latch::new(3));
    let waiters = spawn_many(&host, 2, |host, _| {
        let latch = latch.clone();
        host.spawn(async move { latch.wait_owned().await })
    });
    let counters = spawn_many(&host, 3, |host, _| {
        let latch = latch.clone();
        host.spawn(async move { latch.count_down() })
    });
    latch.wait().await;
    all(waiters).await;
    all(counters).await;
    assert!(latch.is_open());
}

async fn wait_group(host: Host) {
    let (group, done) = (Owner::new(WaitGroup::new()), Owner::new(AtomicUsize::new(0)));
    let tasks = spawn_many(&host, 4, |host, _| {
        let (worker, done) = (group.worker_owned(), done.clone());
        host.spawn(async move {
            yield_now().await;
            done.fetch_add(1, SeqCst);
            drop(worker);
        })
    });
    group.wait().await;
    assert_eq!(done.load(SeqCst), 4);
    all(tasks).await;
}

async fn waker_cell(host: Host) {
    let cell = Owner::new((WakerCell::new(), AtomicU32::new(0)));
    let setter = host.spawn({
        let cell = cell.clone();
        async move {
            for round in 1..=ROUNDS {
                cell.1.store(round, SeqCst);
                cell.0.wake();
                yield_now().await;
            }
        }
    });
    let last = poll_fn(|cx| {
        cell.0.register(cx.waker());
        match cell.1.load(SeqCst) {
            ROUNDS => Poll::Ready(ROUNDS),
            _ => Poll::Pending,
        }
    });
    assert_eq!(last.await, ROUNDS);
    setter.await.unwrap();
}
