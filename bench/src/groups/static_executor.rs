//! An executor in a `static`, without a heap.

use std::array;
use std::time::{Duration, Instant};

use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};

use crate::floors::Floor;
use crate::harness::{Bell, yield_now};
use crate::row::{Batch, Row};

/// So many tasks on the stack.
const TASKS: usize = 200;

static EXECUTOR: StaticExecutor<ThreadPark, 256> = StaticExecutor::new(ThreadPark::new());
static CELL: TaskCell<64> = TaskCell::new();

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new("static executor", "yield, one task")
            .floor(Floor::TaskPoll)
            .counted()
            .wakeful(yield_one()),
        Row::new("static executor", format!("yield, {TASKS} tasks"))
            .per(TASKS)
            .floor(Floor::TaskPoll)
            .counted()
            .wakeful(yield_many()),
        Row::new("static executor", format!("one woken of {TASKS} idle tasks"))
            .floor(Floor::TaskPoll)
            .counted()
            .wakeful(one_woken()),
        Row::new("static executor", "spawn + run + await, in a static")
            .floor(Floor::TaskPoll)
            .counted()
            .wakeful(spawn_one()),
    ]
}

async fn yields(count: u64) -> Duration {
    let start = Instant::now();
    for _ in 0..count {
        yield_now().await;
    }
    start.elapsed()
}

fn yield_one() -> Batch {
    Batch::count(|count| EXECUTOR.run(yields(count)))
}

/// They begin and end together.
fn yield_many() -> Batch {
    Batch::count(|count| EXECUTOR.run_all([(); TASKS].map(|()| yields(count)))[0])
}

/// One task wakes one of the others, in turn another one, which is polled and waits again.
fn one_woken() -> Batch {
    let mut made = None;
    Batch::count(move |count| {
        let bells = *made.get_or_insert_with(|| Bell::several(TASKS));
        bells.iter().for_each(Bell::silence);
        let tasks = array::from_fn::<_, { TASKS + 1 }, _>(|place| async move {
            match bells.get(place) {
                Some(bell) => {
                    bell.listener().await;
                    Duration::ZERO
                }
                None => wake_in_turn(bells, count).await,
            }
        });
        EXECUTOR.run_all(tasks)[TASKS]
    })
}

async fn wake_in_turn(bells: &[Bell], count: u64) -> Duration {
    while !bells.iter().all(Bell::has_waker) {
        yield_now().await;
    }
    let start = Instant::now();
    let mut place = 0;
    for _ in 0..count {
        place = (place + 7) % bells.len();
        bells[place].wake();
        while !bells[place].has_waker() {
            yield_now().await;
        }
    }
    let took = start.elapsed();
    for bell in bells {
        bell.ring();
        bell.wake();
    }
    took
}

fn spawn_one() -> Batch {
    Batch::count(|count| {
        EXECUTOR.run(async move {
            let start = Instant::now();
            for _ in 0..count {
                let task = EXECUTOR.spawn(&CELL, async { 1 });
                assert_eq!(task.expect("the cell is free").await, Ok(1));
            }
            start.elapsed()
        })
    })
}
