//! Tasks that run on several threads.

mod peers;
mod wakeful;

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::floors::Floor;
use crate::machine::pin;
use crate::row::{Goal, Row};
use crate::workload::executor::{
    MANY, PAIRS, YIELDERS, YIELDS, chained_spawn, ping_pong, spawn_many, spawn_many_from_outside,
    spawn_one, wake_oneself_many, yield_many,
};
use peers::{AsyncExecutor, Tokio};
use wakeful::Wakeful;

/// So many threads run tasks; the one that measures sleeps meanwhile.
const THREADS: usize = 2;
/// The same, but for who wants less.
static WORKERS: AtomicUsize = AtomicUsize::new(THREADS);

/// From now on, pools are made with one thread.
pub(crate) fn use_one_thread() {
    WORKERS.store(1, Ordering::Relaxed);
}

fn workers() -> usize {
    WORKERS.load(Ordering::Relaxed)
}

pub(super) fn rows() -> Vec<Row> {
    let against_tokio =
        [many(), many_from_outside(), many_yields(), many_wakes(), pairs(), chain()]
            .map(|row| row.goal(Goal::Peer(1.05, "tokio")));
    let rows = against_tokio.into_iter().chain([one().goal(Goal::Peer(0.95, "tokio"))]);
    rows.map(|row| row.goal(Goal::Peer(1.5, "async-executor"))).collect()
}

macro_rules! everybody {
    ($row:expr, $workload:ident) => {
        $row.wakeful($workload::<Wakeful>())
            .peer("tokio", $workload::<Tokio>())
            .peer("async-executor", $workload::<AsyncExecutor>())
    };
}

fn one() -> Row {
    let row = Row::new("thread pool", "spawn_one: spawn + run + await");
    everybody!(row.threads(THREADS).floor(Floor::TaskLife).counted(), spawn_one)
}

fn many() -> Row {
    let row = Row::new("thread pool", "spawn_many: 10,000 tasks");
    let row = row.threads(THREADS).per(MANY).floor(Floor::TaskLife).counted();
    everybody!(row, spawn_many)
}

fn many_from_outside() -> Row {
    let row = Row::new("thread pool", "spawn_many from another thread");
    let row = row.threads(THREADS + 1).per(MANY).floor(Floor::TaskLife);
    everybody!(row, spawn_many_from_outside)
}

fn many_yields() -> Row {
    let row = Row::new("thread pool", "yield_many: 200 tasks, 1000 each");
    let row = row.threads(THREADS).per(YIELDERS * YIELDS).floor(Floor::TaskPoll).counted();
    everybody!(row, yield_many)
}

fn many_wakes() -> Row {
    let row = Row::new("thread pool", "yield_many by waking oneself");
    let row = row.threads(THREADS).per(YIELDERS * YIELDS).floor(Floor::TaskPoll);
    everybody!(row, wake_oneself_many)
}

fn pairs() -> Row {
    let row = Row::new("thread pool", "ping_pong: 1000 pairs of tasks");
    everybody!(row.threads(THREADS).per(PAIRS).floor(Floor::TaskLife), ping_pong)
}

fn chain() -> Row {
    let row = Row::new("thread pool", "chained_spawn: 1000 tasks");
    everybody!(row.threads(THREADS).per(PAIRS).floor(Floor::TaskLife), chained_spawn)
}

/// The threads of a pool take the cores in turn.
fn pin_in_turn() -> impl Fn() + Send + Sync + 'static {
    let started = AtomicUsize::new(0);
    move || pin(started.fetch_add(1, Ordering::Relaxed))
}
