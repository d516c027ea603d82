//! Channels without room: a sender waits until its item is taken.

mod peers;
mod wakeful;

use super::mpmc::peers::{Flume, Kanal};
use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::channel::{Flow, Item, Large, awaited, many_to_many};
use peers::Intrusive;
use wakeful::Wakeful;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![wait::<u64>("8 B"), wait::<Large>("64 B")];
    for threads in [1, 2] {
        for ends in [1, 4, 16] {
            rows.push(stream(Flow {
                rigs: 1,
                producers: ends,
                consumers: ends,
                capacity: 0,
                threads,
            }));
        }
    }
    rows.into_iter().map(|row| row.goal(Goal::Peer(1.0, "kanal"))).collect()
}

fn wait<T: Item>(size: &str) -> Row {
    Row::new("rendezvous", format!("wait + send + poll, one thread, {size}"))
        .floor(Floor::Waiter)
        .wakeful(awaited::<Wakeful, T>(0))
        .peer("kanal", awaited::<Kanal, T>(0))
        .peer("flume", awaited::<Flume, T>(0))
        .peer("futures-intrusive", awaited::<Intrusive, T>(0))
}

fn stream(flow: Flow) -> Row {
    Row::new("rendezvous", flow.to_string())
        .per(flow.items())
        .threads(flow.threads)
        .wakeful(many_to_many::<Wakeful, u64>(flow))
        .peer("kanal", many_to_many::<Kanal, u64>(flow))
        .peer("flume", many_to_many::<Flume, u64>(flow))
        .peer("futures-intrusive", many_to_many::<Intrusive, u64>(flow))
}
