//! Channels of many senders and one receiver.

mod funnel;
pub(super) mod peers;
mod pinball;
mod wakeful;

use super::mpmc::peers::{AsyncChannel, Flume, Kanal};
use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::channel::{Flow, Item, Large, awaited, many_to_one, pass};
use peers::{Chenal, Crossfire, Rapidfire, Tachyonix, Thingbuf, Tokio};
use wakeful::Wakeful;

/// Nobody rounds these up.
const CAPACITIES: [usize; 3] = [1, 64, 1024];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![pair::<u64>("8 B"), pair::<Large>("64 B"), wait()];
    for threads in [1, 2] {
        for producers in [1, 4, 16] {
            for capacity in CAPACITIES {
                let flow = Flow { rigs: 1, producers, consumers: 1, capacity, threads };
                rows.push(stream::<u64>(flow, "8 B"));
                rows.push(stream::<Large>(flow, "64 B"));
            }
        }
    }
    rows.extend(pinball::rows());
    rows.extend(funnel::rows());
    rows
}

fn with_goals(row: Row) -> Row {
    row.goal(Goal::Peer(3.0, "tokio")).goal(Goal::Peer(1.5, "tachyonix")).goal(Goal::Best(1.0))
}

fn pair<T: Item>(size: &str) -> Row {
    let row = Row::new("mpsc", format!("send + receive, one thread, {size}"))
        .floor(Floor::ExchangeSwap)
        .wakeful(pass::<Wakeful, T>(64))
        .peer("tokio", pass::<Tokio, T>(64))
        .peer("tachyonix", pass::<Tachyonix, T>(64))
        .peer("chenal", pass::<Chenal, T>(64))
        .peer("rapidfire", pass::<Rapidfire, T>(64))
        .peer("flume", pass::<Flume, T>(64))
        .peer("kanal", pass::<Kanal, T>(64))
        .peer("crossfire", pass::<Crossfire, T>(64))
        .peer("async-channel", pass::<AsyncChannel, T>(64))
        .peer("thingbuf", pass::<Thingbuf, T>(64));
    with_goals(row)
}

fn wait() -> Row {
    Row::new("mpsc", "wait + send + poll, one thread, 8 B")
        .floor(Floor::WakerClone)
        .wakeful(awaited::<Wakeful, u64>(64))
        .peer("tokio", awaited::<Tokio, u64>(64))
        .peer("tachyonix", awaited::<Tachyonix, u64>(64))
        .peer("chenal", awaited::<Chenal, u64>(64))
        .peer("rapidfire", awaited::<Rapidfire, u64>(64))
        .peer("flume", awaited::<Flume, u64>(64))
        .peer("kanal", awaited::<Kanal, u64>(64))
        .peer("crossfire", awaited::<Crossfire, u64>(64))
        .peer("async-channel", awaited::<AsyncChannel, u64>(64))
        .peer("thingbuf", awaited::<Thingbuf, u64>(64))
        .goal(Goal::Best(1.0))
}

fn stream<T: Item>(flow: Flow, size: &str) -> Row {
    let row = Row::new("mpsc", format!("{flow}, {size}")).per(flow.items()).threads(flow.threads);
    let row = if flow.threads == 2 { row.floor(Floor::SharedExchange) } else { row };
    with_goals(everybody::<T>(row, flow))
}

/// The same flow through everybody's channels.
fn everybody<T: Item>(row: Row, flow: Flow) -> Row {
    row.wakeful(many_to_one::<Wakeful, T>(flow))
        .peer("tokio", many_to_one::<Tokio, T>(flow))
        .peer("tachyonix", many_to_one::<Tachyonix, T>(flow))
        .peer("chenal", many_to_one::<Chenal, T>(flow))
        .peer("rapidfire", many_to_one::<Rapidfire, T>(flow))
        .peer("flume", many_to_one::<Flume, T>(flow))
        .peer("kanal", many_to_one::<Kanal, T>(flow))
        .peer("crossfire", many_to_one::<Crossfire, T>(flow))
        .peer("async-channel", many_to_one::<AsyncChannel, T>(flow))
        .peer("thingbuf", many_to_one::<Thingbuf, T>(flow))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::channel::room;

    #[test]
    fn nobody_rounds_a_capacity() {
        for capacity in [1, 10, 64, 100, 256, 1_000, 1_024, 10_000] {
            let rooms = [
                room::<Wakeful>(capacity),
                room::<Tokio>(capacity),
                room::<Tachyonix>(capacity),
                room::<Chenal>(capacity),
                room::<Rapidfire>(capacity),
                room::<Flume>(capacity),
                room::<Kanal>(capacity),
                room::<Crossfire>(capacity),
                room::<AsyncChannel>(capacity),
                room::<Thingbuf>(capacity),
            ];
            assert_eq!(rooms, [capacity; 10]);
        }
    }
}
