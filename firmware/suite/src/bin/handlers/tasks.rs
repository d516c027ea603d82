//! Tasks that handlers spawn and wake.

use core::cell::RefCell;

use board::{Line, Test, Wfi};
use suite::Shared;
use suite::handlers::{with_line_a, with_ticks};
use wakeful::executor::critical::{
    StaticCancel, StaticExecutor, StaticJoinHandle, StaticSpawner, TaskCell,
};
use wakeful::executor::{Cancelled, SpawnError, block_on_with};
use wakeful::future::yield_now;
use wakeful::sync::critical::{AutoResetEvent, Notify, Semaphore};

use crate::{EXECUTOR, SOON};

pub(super) const TESTS: &[Test] = &[
    Test { name: "a_handler_spawns_tasks", check: a_handler_spawns_tasks },
    Test { name: "a_task_is_cancelled_while_handlers_wake_it", check: a_task_is_cancelled },
    Test { name: "the_more_urgent_goes_first", check: the_more_urgent_goes_first },
    Test { name: "local_tasks_borrow_from_nobody_else", check: local_tasks },
    Test { name: "one_future_needs_no_executor", check: one_future_needs_no_executor },
];

static CELL: TaskCell<64> = TaskCell::new();
static PERMITS: Semaphore = Semaphore::new(0);

fn a_handler_spawns_tasks() {
    let (spawned, refused) = (Shared::new(0), Shared::new(0));
    let handler = || {
        let task = async {
            yield_now().await;
            PERMITS.release(1);
        };
        match EXECUTOR.spawn(&CELL, task) {
            Ok(handle) => {
                spawned.count(true);
                handle.detach();
            }
            Err(SpawnError::Busy(_)) => refused.count(true),
            Err(_) => panic!("there are slots enough"),
        }
    };
    // Not so often that there is no time for anything else.
    with_ticks(5 * SOON, &handler, || {
        EXECUTOR.run(async { PERMITS.acquire_many(20).await.expect("it is open").forget() });
    });
    // The last may be there still.
    let left = spawned.get() - 20;
    assert!(left <= 1 + PERMITS.available_permits(), "{left}");
    EXECUTOR.run(yield_now());
    while !CELL.is_free() {
        EXECUTOR.run(yield_now());
    }
}

static ALARM: AutoResetEvent = AutoResetEvent::new(false);

fn a_task_is_cancelled() {
    for _ in 0..50 {
        let task = async {
            loop {
                ALARM.wait().await;
            }
        };
        with_ticks(SOON, &|| ALARM.set(), || {
            let handle: StaticJoinHandle<()> = EXECUTOR.spawn(&CELL, task).expect("a free cell");
            EXECUTOR.run(async {
                yield_now().await;
                let cancel: StaticCancel<()> = handle.cancel();
                assert!(cancel.await.is_err(), "it never ends by itself");
            });
        });
        assert!(CELL.is_free(), "the task is gone");
    }
}

static GO: Notify = Notify::new();

fn the_more_urgent_goes_first() {
    let order = RefCell::new(Order::default());
    let urgent = async {
        GO.notified().await;
        order.borrow_mut().note(0);
    };
    let other = async |name| {
        GO.notified().await;
        order.borrow_mut().note(name);
    };
    let wake_all = async {
        yield_now().await;
        Line::A.pend();
    };
    with_line_a(&|| GO.notify_waiters(), || {
        // The first of those that are given to `run_all` is of level 0, the others of the last.
        EXECUTOR.run_all((urgent, other(1), other(2), wake_all));
    });
    assert_eq!(order.into_inner().0[..3], [Some(0), Some(1), Some(2)]);
}

#[derive(Default)]
struct Order([Option<u8>; 4]);

impl Order {
    fn note(&mut self, name: u8) {
        let place = self.0.iter_mut().find(|place| place.is_none());
        *place.expect("there is room") = Some(name);
    }
}

fn local_tasks() {
    type Spawner<'run> = StaticSpawner<'run, Wfi, 6, 2>;
    let sum = EXECUTOR.run_local(async |spawner: Spawner<'_>| {
        let handle = spawner.spawn(&CELL, async {
            let counter = RefCell::new(0);
            for n in 1..=10 {
                yield_now().await;
                *counter.borrow_mut() += n;
            }
            counter.into_inner()
        });
        handle.expect("a free cell").await
    });
    assert_eq!(sum, Ok::<_, Cancelled>(55));
}

static SLEEP: Wfi = Wfi::new();
static ONE: StaticExecutor<&Wfi, 1> = StaticExecutor::new(&SLEEP);

fn one_future_needs_no_executor() {
    with_ticks(20 * SOON, &|| GO.notify_one(), || {
        block_on_with(&SLEEP, GO.notified());
        // Nor does it harm one that sleeps in the same way.
        ONE.run(GO.notified());
    });
    assert!(SLEEP.naps() > 0, "the processor slept");
}
