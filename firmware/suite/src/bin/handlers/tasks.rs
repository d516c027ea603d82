//! Tasks that handlers spawn and wake.

use core::cell::RefCell;

use board::{Line, Test, Wfi, stop_ticks, tick_every};
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
    Test { name: "a_wake_at_any_time_wakes", check: a_wake_at_any_time_wakes },
    Test { name: "a_cell_is_for_one_at_any_time", check: a_cell_is_for_one_at_any_time },
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

/// Longer than all that is interrupted here.
const LATE: u32 = 200_000;
static WAITING: TaskCell<64> = TaskCell::new();

/// A handler wakes a task once, after ever more cycles, until it comes when all sleep.
fn a_wake_at_any_time_wakes() {
    let mut cycles = 2;
    while !comes_to_sleepers(cycles) {
        cycles += if option_env!("WAKEFUL_SOAK").is_some() { 1 } else { 3 };
    }
    assert!(cycles > 200, "hardly anything was interrupted");
}

fn comes_to_sleepers(cycles: u32) -> bool {
    let naps = || EXECUTOR.park().naps();
    let (before, then) = (naps(), Shared::new(None));
    let handler = || {
        assert!(then.replace(Some(naps())).is_none(), "a wake after {cycles} cycles was lost");
        tick_every(LATE);
        ALARM.set();
    };
    with_ticks(cycles, &handler, || {
        let task = async {
            yield_now().await;
            ALARM.wait().await;
        };
        let handle = EXECUTOR.spawn(&WAITING, task).expect("a free cell");
        EXECUTOR.run_all((yield_now(), handle, yield_now())).1.expect("it ends by itself");
    });
    then.get().is_some_and(|naps| naps > before)
}

/// A handler wants the cell that the thread wants, after ever more cycles, until it comes too late.
fn a_cell_is_for_one_at_any_time() {
    for cycles in 2..2_000 {
        let (by_handler, came) = (Shared::new(0), Shared::new(0));
        let handler = || {
            stop_ticks();
            came.count(true);
            by_handler.count(spawns());
        };
        let mut by_thread = 0;
        with_ticks(cycles, &handler, || by_thread = usize::from(spawns()));
        if came.get() == 0 {
            EXECUTOR.run(yield_now());
            assert!(cycles > 50, "hardly anything was interrupted");
            return;
        }
        assert_eq!(by_thread + by_handler.get(), 1, "after {cycles} cycles");
        // The task is polled, and gone.
        EXECUTOR.run_all((yield_now(), yield_now()));
    }
    panic!("it is interrupted for ever");
}

fn spawns() -> bool {
    EXECUTOR.spawn(&WAITING, async {}).map(StaticJoinHandle::detach).is_ok()
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
