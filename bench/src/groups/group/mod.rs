//! Futures that come and go.

mod peers;
mod wakeful;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::group::{insert_complete, one_leaves, one_woken};
use peers::{FutureGroup, FuturesBuffered, FuturesUnordered};
use wakeful::Wakeful;

pub(super) fn rows() -> Vec<Row> {
    let rows = [insert(0), insert(1000), woken(1000), leaves(1000)];
    rows.map(|row| row.goal(Goal::Peer(1.5, "futures-concurrency")).goal(Goal::Best(1.0))).into()
}

fn insert(others: usize) -> Row {
    Row::new("group", format!("insert + complete, {others} others"))
        .floor(Floor::TaskPoll)
        .wakeful(insert_complete::<Wakeful>(others))
        .peer("FuturesUnordered", insert_complete::<FuturesUnordered>(others))
        .peer("futures-buffered", insert_complete::<FuturesBuffered>(others))
        .peer("futures-concurrency", insert_complete::<FutureGroup>(others))
}

fn woken(len: usize) -> Row {
    Row::new("group", format!("one woken of {len}"))
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<Wakeful>(len))
        .peer("FuturesUnordered", one_woken::<FuturesUnordered>(len))
        .peer("futures-buffered", one_woken::<FuturesBuffered>(len))
        .peer("futures-concurrency", one_woken::<FutureGroup>(len))
}

fn leaves(len: usize) -> Row {
    Row::new("group", format!("one of {len} completes, another takes its place"))
        .floor(Floor::TaskPoll)
        .wakeful(one_leaves::<Wakeful>(len))
        .peer("FuturesUnordered", one_leaves::<FuturesUnordered>(len))
        .peer("futures-buffered", one_leaves::<FuturesBuffered>(len))
        .peer("futures-concurrency", one_leaves::<FutureGroup>(len))
}
