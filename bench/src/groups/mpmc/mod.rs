//! Channels of many senders and many receivers.

pub(super) mod peers;
mod wakeful;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::channel::{Flow, Item, Large, awaited, many_to_many, pass};
use peers::{AsyncChannel, Asyncband, Crossfire, Flume, Kanal, Rapidfire};
use wakeful::Wakeful;

/// Nobody rounds these up.
const CAPACITIES: [usize; 3] = [1, 64, 1024];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![pair::<u64>("8 B"), pair::<Large>("64 B"), wait()];
    for threads in [1, 2] {
        for ends in [1, 4, 16] {
            for capacity in CAPACITIES {
                let flow = Flow { rigs: 1, producers: ends, consumers: ends, capacity, threads };
                rows.push(stream::<u64>(flow, "8 B"));
                rows.push(stream::<Large>(flow, "64 B"));
            }
        }
    }
    rows
}

fn with_goals(row: Row) -> Row {
    row.goal(Goal::Peer(2.5, "async-channel")).goal(Goal::Best(1.0))
}

fn pair<T: Item>(size: &str) -> Row {
    let row = Row::new("mpmc", format!("send + receive, one thread, {size}"))
        .floor(Floor::ExchangeSwap)
        .wakeful(pass::<Wakeful, T>(64))
        .peer("async-channel", pass::<AsyncChannel, T>(64))
        .peer("flume", pass::<Flume, T>(64))
        .peer("kanal", pass::<Kanal, T>(64))
        .peer("crossfire", pass::<Crossfire, T>(64))
        .peer("rapidfire", pass::<Rapidfire, T>(64))
        .peer("asyncband", pass::<Asyncband, T>(64));
    with_goals(row)
}

fn wait() -> Row {
    Row::new("mpmc", "wait + send + poll, one thread, 8 B")
        .floor(Floor::Waiter)
        .wakeful(awaited::<Wakeful, u64>(64))
        .peer("async-channel", awaited::<AsyncChannel, u64>(64))
        .peer("flume", awaited::<Flume, u64>(64))
        .peer("kanal", awaited::<Kanal, u64>(64))
        .peer("crossfire", awaited::<Crossfire, u64>(64))
        .peer("rapidfire", awaited::<Rapidfire, u64>(64))
        .peer("asyncband", awaited::<Asyncband, u64>(64))
        .goal(Goal::Best(1.0))
}

fn stream<T: Item>(flow: Flow, size: &str) -> Row {
    let row = Row::new("mpmc", format!("{flow}, {size}")).per(flow.items()).threads(flow.threads);
    let row = if flow.threads == 2 { row.floor(Floor::SharedExchange) } else { row };
    let row = row
        .wakeful(many_to_many::<Wakeful, T>(flow))
        .peer("async-channel", many_to_many::<AsyncChannel, T>(flow))
        .peer("flume", many_to_many::<Flume, T>(flow))
        .peer("kanal", many_to_many::<Kanal, T>(flow))
        .peer("crossfire", many_to_many::<Crossfire, T>(flow))
        .peer("rapidfire", many_to_many::<Rapidfire, T>(flow))
        .peer("asyncband", many_to_many::<Asyncband, T>(flow));
    with_goals(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::channel::room;

    #[test]
    fn nobody_rounds_a_capacity() {
        for capacity in CAPACITIES {
            let rooms = [
                room::<Wakeful>(capacity),
                room::<AsyncChannel>(capacity),
                room::<Flume>(capacity),
                room::<Kanal>(capacity),
                room::<Crossfire>(capacity),
                room::<Rapidfire>(capacity),
                room::<Asyncband>(capacity),
            ];
            assert_eq!(rooms, [capacity; 7]);
        }
    }
}
