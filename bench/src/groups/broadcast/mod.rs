//! Channels that give each item to every receiver.

mod peers;
mod wakeful;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::broadcast::{pass_all, tell_all};
use peers::{AsyncBroadcast, CAPACITY, Embassy, Fibre, Tokio};
use wakeful::Wakeful;

const RECEIVERS: [usize; 2] = [1, 10];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for receivers in RECEIVERS {
        rows.extend([1, CAPACITY].map(|items| pass(receivers, items)));
    }
    rows.extend(RECEIVERS.map(tell));
    let with_goals = |row: Row| row.goal(Goal::Peer(2.0, "tokio")).goal(Goal::Best(1.0));
    rows.into_iter().map(with_goals).collect()
}

fn pass(receivers: usize, items: usize) -> Row {
    let unit = if items == 1 { "item" } else { "items" };
    Row::new("broadcast", format!("send {items} {unit}, 1:{receivers}, each receives"))
        .per(receivers * items)
        .wakeful(pass_all::<Wakeful>(CAPACITY, receivers, items))
        .peer("tokio", pass_all::<Tokio>(CAPACITY, receivers, items))
        .peer("async-broadcast", pass_all::<AsyncBroadcast>(CAPACITY, receivers, items))
        .peer("fibre", pass_all::<Fibre>(CAPACITY, receivers, items))
        .peer("embassy-sync", pass_all::<Embassy>(CAPACITY, receivers, items))
}

fn tell(receivers: usize) -> Row {
    Row::new("broadcast", format!("wait + send + poll, 1:{receivers}"))
        .per(receivers)
        .floor(Floor::Waiter)
        .wakeful(tell_all::<Wakeful>(CAPACITY, receivers))
        .peer("tokio", tell_all::<Tokio>(CAPACITY, receivers))
        .peer("async-broadcast", tell_all::<AsyncBroadcast>(CAPACITY, receivers))
        .peer("fibre", tell_all::<Fibre>(CAPACITY, receivers))
        .peer("embassy-sync", tell_all::<Embassy>(CAPACITY, receivers))
}
