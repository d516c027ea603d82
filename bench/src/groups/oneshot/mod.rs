//! Channels for one value: made, used and thrown away in every operation.

mod peers;
mod wakeful;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::channel::{Item, Large};
use crate::workload::oneshot::{Oneshot, awaited_first, sent_first};
use peers::{AsyncOneshot, Crossfire, FaernOneshot, Fibre, Futures, LiteSync, Tokio};
use wakeful::{Borrowed, Wakeful};

pub(super) fn rows() -> Vec<Row> {
    let shared = Goal::Floor(1.2);
    let borrowed = Goal::Floor(1.3);
    vec![
        sent::<Wakeful, u64>("shared, 8 B", Floor::HeapMeet).goal(shared),
        sent::<Wakeful, Large>("shared, 64 B", Floor::HeapMeet64).goal(shared),
        sent::<Borrowed, u64>("borrowed, 8 B", Floor::Meet).goal(borrowed),
        sent::<Borrowed, Large>("borrowed, 64 B", Floor::Meet64).goal(borrowed),
        awaited::<Wakeful, u64>("shared, 8 B"),
        awaited::<Wakeful, Large>("shared, 64 B"),
        awaited::<Borrowed, u64>("borrowed, 8 B"),
        awaited::<Borrowed, Large>("borrowed, 64 B"),
    ]
}

/// Where the subject is borrowed, the others lie on the heap all the same: they know nothing else.
fn sent<W: Oneshot<T>, T: Item>(form: &str, floor: Floor) -> Row {
    Row::new("oneshot", format!("create + send + receive ({form})"))
        .floor(floor)
        .wakeful(sent_first::<W, T>())
        .peer("tokio", sent_first::<Tokio, T>())
        .peer("oneshot", sent_first::<FaernOneshot, T>())
        .peer("async-oneshot", sent_first::<AsyncOneshot, T>())
        .peer("futures", sent_first::<Futures, T>())
        .peer("lite-sync", sent_first::<LiteSync, T>())
        .peer("crossfire", sent_first::<Crossfire, T>())
        .peer("fibre", sent_first::<Fibre, T>())
        .goal(Goal::Peer(1.5, "tokio"))
        .goal(Goal::Best(1.0))
}

fn awaited<W: Oneshot<T>, T: Item>(form: &str) -> Row {
    Row::new("oneshot", format!("create + wait + send + poll ({form})"))
        .floor(Floor::WakerClone)
        .wakeful(awaited_first::<W, T>())
        .peer("tokio", awaited_first::<Tokio, T>())
        .peer("oneshot", awaited_first::<FaernOneshot, T>())
        .peer("async-oneshot", awaited_first::<AsyncOneshot, T>())
        .peer("futures", awaited_first::<Futures, T>())
        .peer("lite-sync", awaited_first::<LiteSync, T>())
        .peer("crossfire", awaited_first::<Crossfire, T>())
        .peer("fibre", awaited_first::<Fibre, T>())
        .goal(Goal::Peer(1.5, "tokio"))
        .goal(Goal::Best(1.0))
}
