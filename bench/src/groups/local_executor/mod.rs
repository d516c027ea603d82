//! Tasks that stay on one thread.

mod peers;
mod wakeful;

use crate::floors::Floor;
use crate::harness::crowd;
use crate::row::{Goal, Row};
use crate::workload::executor::{
    MANY, PAIRS, YIELDERS, YIELDS, chained_spawn, one_woken, ping_pong, spawn_many, spawn_one,
    wake_oneself_many, yield_many, yield_one,
};
use peers::{AsyncExecutor, LocalPool, LocalSet, Pasts, Tokio};
use wakeful::Wakeful;

pub(super) fn rows() -> Vec<Row> {
    let yields = [yields(), many_yields(), many_wakes()].map(|row| row.goal(Goal::Floor(1.5)));
    let others = [one(), many(), pairs(), chain(), woken(100), woken(1_000_000)];
    let rows = yields.into_iter().chain(others);
    rows.map(|row| row.goal(Goal::Peer(2.0, "tokio LocalSet")).goal(Goal::Best(1.0))).collect()
}

/// All rows but those with tasks that never end, which pasts would wait for.
macro_rules! everybody {
    ($row:expr, $workload:ident) => {
        $row.wakeful($workload::<Wakeful>())
            .peer("tokio LocalSet", $workload::<LocalSet>())
            .peer("tokio current_thread", $workload::<Tokio>())
            .peer("async-executor", $workload::<AsyncExecutor>())
            .peer("futures LocalPool", $workload::<LocalPool>())
            .peer("pasts", $workload::<Pasts>())
    };
}

fn yields() -> Row {
    let row = Row::new("local executor", "yield, one task");
    everybody!(row.floor(Floor::TaskPoll).counted(), yield_one)
}

fn many_yields() -> Row {
    let row = Row::new("local executor", "yield_many: 200 tasks, 1000 each");
    everybody!(row.per(YIELDERS * YIELDS).floor(Floor::TaskPoll).counted(), yield_many)
}

fn many_wakes() -> Row {
    let row = Row::new("local executor", "yield_many by waking oneself");
    everybody!(row.per(YIELDERS * YIELDS).floor(Floor::TaskPoll), wake_oneself_many)
}

fn one() -> Row {
    let row = Row::new("local executor", "spawn_one: spawn + run + await");
    everybody!(row.floor(Floor::TaskLife).counted(), spawn_one)
}

fn many() -> Row {
    let row = Row::new("local executor", "spawn_many: 10,000 tasks");
    everybody!(row.per(MANY).floor(Floor::TaskLife).counted(), spawn_many)
}

fn pairs() -> Row {
    let row = Row::new("local executor", "ping_pong: 1000 pairs of tasks");
    everybody!(row.per(PAIRS).floor(Floor::TaskLife), ping_pong)
}

fn chain() -> Row {
    let row = Row::new("local executor", "chained_spawn: 1000 tasks");
    everybody!(row.per(PAIRS).floor(Floor::TaskLife), chained_spawn)
}

fn woken(idle: usize) -> Row {
    let len = crowd(idle);
    Row::new("local executor", format!("one woken of {idle} idle tasks"))
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<Wakeful>(len))
        .peer("tokio LocalSet", one_woken::<LocalSet>(len))
        .peer("async-executor", one_woken::<AsyncExecutor>(len))
        .peer("futures LocalPool", one_woken::<LocalPool>(len))
}
