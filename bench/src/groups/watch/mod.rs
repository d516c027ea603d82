//! Channels that keep the newest value.

mod peers;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::watch::{read, send, tell_all};
use peers::{Embassy, Intrusive, Tokio};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![borrow(1, 1), borrow(8, 1), borrow(8, 2)];
    rows.extend([1, 1000].map(|receivers| change(receivers).goal(Goal::Peer(1.0, "tokio"))));
    rows.extend([1, 10, 1000].map(|receivers| tell(receivers).goal(Goal::Peer(1.0, "tokio"))));
    rows.into_iter().map(|row| row.goal(Goal::Best(1.0))).collect()
}

fn borrow(receivers: usize, threads: usize) -> Row {
    let on = ["one thread", "two threads"][threads - 1];
    let unit = if receivers == 1 { "receiver" } else { "receivers" };
    Row::new("watch", format!("borrow, {receivers} {unit}, {on}"))
        .per(receivers)
        .threads(threads)
        .floor(Floor::Load)
        .peer("tokio", read::<Tokio>(receivers, threads))
        .peer("futures-intrusive", read::<Intrusive>(receivers, threads))
        .peer("embassy-sync", read::<Embassy>(receivers, threads))
        .goal(Goal::Peer(3.0, "tokio"))
}

fn change(receivers: usize) -> Row {
    Row::new("watch", format!("send, nobody waits, {receivers} subscribed"))
        .peer("tokio", send::<Tokio>(receivers))
        .peer("futures-intrusive", send::<Intrusive>(receivers))
        .peer("embassy-sync", send::<Embassy>(receivers))
}

fn tell(receivers: usize) -> Row {
    Row::new("watch", format!("wait + send + poll, {receivers} subscribed"))
        .per(receivers)
        .floor(Floor::Waiter)
        .peer("tokio", tell_all::<Tokio>(receivers))
        .peer("futures-intrusive", tell_all::<Intrusive>(receivers))
        .peer("embassy-sync", tell_all::<Embassy>(receivers))
}
