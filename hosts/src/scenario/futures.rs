//! Futures together, in tasks whose wakers other tasks use.

use core::future::pending;
use core::ops::ControlFlow::{Break, Continue};
use core::panic::AssertUnwindSafe;
use core::pin::pin;

use wakeful::future::{
    CatchUnwind, Fuse, Group, Join, Loop, Race, RaceOk, Select, Selected, TryJoin, WakerPool,
    yield_now,
};

use super::Step;
use super::flavor::channel::{mpmc, oneshot};
use super::flavor::sync::{AutoResetEvent, Latch};
use super::flavor::{Host, Owner};

pub(super) const STEPS: &[Step] = &[
    Step(&["Join", "JoinAll", "WakerPool"], |host| Box::pin(join(host))),
    Step(&["TryJoin", "TryJoinAll"], |host| Box::pin(try_join(host))),
    Step(&["Race", "RaceAll", "Winners", "Next"], |host| Box::pin(race(host))),
    Step(&["RaceOk", "RaceOkAll"], |host| Box::pin(race_ok(host))),
    Step(&["Select", "SelectAll", "Selected"], |host| Box::pin(select(host))),
    Step(&["Group"], |host| Box::pin(group(host))),
    Step(&["Loop"], |host| Box::pin(event_loop(host))),
    Step(&["Fuse", "Fused"], |host| Box::pin(fuse(host))),
    Step(&["CatchUnwind", "Caught"], |host| Box::pin(catch_unwind(host))),
    Step(&["yield_now", "YieldNow"], |host| Box::pin(yields(host))),
];

/// A task that answers with `value` after it let others go first so many times.
fn answer<T>(host: &Host, value: T, turns: usize) -> oneshot::Receiver<T>
where
    T: Send + 'static,
{
    host.spawn(async move {
        for _ in 0..turns {
            yield_now().await;
        }
        value
    })
}

async fn join(host: Host) {
    // As often as there are tests at the same time, which may all use it.
    static POOL: WakerPool<16> = WakerPool::new();
    let both = (answer(&host, 1, 3), answer(&host, "two", 1)).join().await;
    assert_eq!(both, (Ok(1), Ok("two")));
    let pooled = [3, 1, 2].map(|turns| answer(&host, turns, turns)).join().in_pool(&POOL);
    assert_eq!(pooled.await, [Ok(3), Ok(1), Ok(2)]);
    let many: Vec<_> = (0..20).map(|turns| answer(&host, turns, turns)).collect();
    assert!(many.join().await.into_iter().eq((0..20).map(Ok)));
}

async fn try_join(host: Host) {
    let both = (answer(&host, 1, 2), answer(&host, 2, 1)).try_join().await;
    assert_eq!(both, Ok((1, 2)));
    let failing = async {
        answer(&host, (), 2).await.unwrap();
        Err::<(), _>(5)
    };
    let never = pending::<Result<(), _>>();
    assert_eq!((failing, never).try_join().await, Err(5));
}

async fn race(host: Host) {
    let (kept, never) = oneshot::channel::<u32>();
    assert_eq!([never, answer(&host, 2, 3)].race().await, Ok(2));
    drop(kept);

    let mut race = pin!([3, 1, 2].map(|turns| answer(&host, turns, turns)).race());
    let mut winners = race.as_mut().winners();
    let mut seen = Vec::new();
    while let Some((_, winner)) = winners.next().await {
        seen.push(winner.unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3]);
}

async fn race_ok(host: Host) {
    let (dropped, lost) = oneshot::channel::<u32>();
    drop(dropped);
    assert_eq!([lost, answer(&host, 2, 3)].race_ok().await, Ok(2));
}

async fn select(host: Host) {
    let (first, second) = (Owner::new(Latch::new(1)), Owner::new(Latch::new(1)));
    let opening = host.spawn({
        let (first, second) = (first.clone(), second.clone());
        async move {
            second.wait().await;
            first.count_down();
        }
    });
    let both = [Box::pin(first.wait_owned()), Box::pin(second.wait_owned())].select();
    second.count_down();
    let Selected { index, others, .. } = both.await;
    assert_eq!(index, 1);
    assert_eq!(others.await.index, 0);
    opening.await.unwrap();
}

async fn group(host: Host) {
    let mut group: Group<_> = (0..30).map(|turns| answer(&host, turns, turns % 5)).collect();
    let mut sum = 0;
    while let Some((_, answered)) = group.next().await {
        let value = answered.unwrap();
        sum += value;
        if value >= 25 {
            group.insert(answer(&host, 1, 2));
        }
    }
    assert_eq!(sum, (0..30).sum::<usize>() + 5);
}

async fn event_loop(host: Host) {
    let (sender, numbers) = mpmc::channel(2);
    let stop = Owner::new(AutoResetEvent::new(false));
    let sending = host.spawn({
        let stop = stop.clone();
        async move {
            for number in 1..=10 {
                sender.send(number).await.unwrap();
            }
            // Until all have come.
            while !sender.is_empty() {
                yield_now().await;
            }
            stop.set();
            sender.closed().await;
        }
    });
    let mut sum = 0;
    let loops = Loop::new(&mut sum)
        .on(
            || numbers.recv(),
            |sum, number| {
                *sum += number.expect("the sender waits for the end");
                Continue(())
            },
        )
        .on(|| stop.wait(), |sum, ()| if *sum < 55 { Continue(()) } else { Break(*sum) });
    assert_eq!(loops.await, 55);
    drop(numbers);
    sending.await.unwrap();
}

async fn fuse(host: Host) {
    let mut fused = pin!(answer(&host, 5, 2).fuse());
    assert_eq!(fused.as_mut().await, Ok(5));
    assert!(fused.is_terminated());
}

async fn catch_unwind(host: Host) {
    let caught = async {
        answer(&host, (), 2).await.unwrap();
        // Without the hook that would print it.
        std::panic::resume_unwind(Box::new("thrown"));
    };
    let payload = AssertUnwindSafe(caught).catch_unwind().await.unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"thrown"));
}

async fn yields(host: Host) {
    let tasks: Vec<_> = (0..4).map(|number| answer(&host, number, 50)).collect();
    for (number, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await, Ok(number));
    }
}
