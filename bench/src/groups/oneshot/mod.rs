//! Channels for one value: made, used and thrown away in every operation.

mod peers;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::channel::{Item, Large};
use crate::workload::oneshot::{awaited_first, sent_first};
use peers::{AsyncOneshot, Crossfire, Fibre, Futures, LiteSync, Oneshot, Tokio};

pub(super) fn rows() -> Vec<Row> {
    vec![
        shared::<u64>("shared, 8 B", Floor::HeapMeet),
        shared::<Large>("shared, 64 B", Floor::HeapMeet64),
        waiting::<u64>("shared, 8 B"),
        waiting::<Large>("shared, 64 B"),
    ]
}

fn shared<T: Item>(form: &str, floor: Floor) -> Row {
    Row::new("oneshot", format!("create + send + receive ({form})"))
        .floor(floor)
        .peer("tokio", sent_first::<Tokio, T>())
        .peer("oneshot", sent_first::<Oneshot, T>())
        .peer("async-oneshot", sent_first::<AsyncOneshot, T>())
        .peer("futures", sent_first::<Futures, T>())
        .peer("lite-sync", sent_first::<LiteSync, T>())
        .peer("crossfire", sent_first::<Crossfire, T>())
        .peer("fibre", sent_first::<Fibre, T>())
        .goal(Goal::Floor(1.2))
        .goal(Goal::Peer(1.5, "tokio"))
        .goal(Goal::Best(1.0))
}

fn waiting<T: Item>(form: &str) -> Row {
    Row::new("oneshot", format!("create + wait + send + poll ({form})"))
        .peer("tokio", awaited_first::<Tokio, T>())
        .peer("oneshot", awaited_first::<Oneshot, T>())
        .peer("async-oneshot", awaited_first::<AsyncOneshot, T>())
        .peer("futures", awaited_first::<Futures, T>())
        .peer("lite-sync", awaited_first::<LiteSync, T>())
        .peer("crossfire", awaited_first::<Crossfire, T>())
        .peer("fibre", awaited_first::<Fibre, T>())
        .goal(Goal::Peer(1.5, "tokio"))
        .goal(Goal::Best(1.0))
}
