//! Channels that keep the newest value.

mod peers;
mod wakeful;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::watch::{Watch, read, send, tell_all};
use peers::{Embassy, Intrusive, Tokio};
use wakeful::{Cached, Wakeful};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        borrow::<Wakeful>("borrow", 1, 1),
        borrow::<Wakeful>("borrow", 8, 1),
        borrow::<Wakeful>("borrow", 8, 2),
        borrow::<Cached>("cached get", 1, 1),
        borrow::<Cached>("cached get", 8, 2),
    ];
    rows.extend([1, 1000].map(|receivers| change(receivers).goal(Goal::Peer(1.0, "tokio"))));
    rows.extend([1, 10, 1000].map(|receivers| tell(receivers).goal(Goal::Peer(1.0, "tokio"))));
    rows.into_iter().map(|row| row.goal(Goal::Best(1.0))).collect()
}

/// The others borrow, whatever the subject does: they have no copies of their own.
fn borrow<W: Watch>(how: &str, receivers: usize, threads: usize) -> Row {
    let on = ["one thread", "two threads"][threads - 1];
    let unit = if receivers == 1 { "receiver" } else { "receivers" };
    Row::new("watch", format!("{how}, {receivers} {unit}, {on}"))
        .per(receivers)
        .threads(threads)
        .floor(Floor::Load)
        .wakeful(read::<W>(receivers, threads))
        .peer("tokio", read::<Tokio>(receivers, threads))
        .peer("futures-intrusive", read::<Intrusive>(receivers, threads))
        .peer("embassy-sync", read::<Embassy>(receivers, threads))
        .goal(Goal::Peer(3.0, "tokio"))
}

fn change(receivers: usize) -> Row {
    Row::new("watch", format!("send, nobody waits, {receivers} subscribed"))
        .wakeful(send::<Wakeful>(receivers))
        .peer("tokio", send::<Tokio>(receivers))
        .peer("futures-intrusive", send::<Intrusive>(receivers))
        .peer("embassy-sync", send::<Embassy>(receivers))
}

fn tell(receivers: usize) -> Row {
    Row::new("watch", format!("wait + send + poll, {receivers} subscribed"))
        .per(receivers)
        .floor(Floor::Waiter)
        .wakeful(tell_all::<Wakeful>(receivers))
        .peer("tokio", tell_all::<Tokio>(receivers))
        .peer("futures-intrusive", tell_all::<Intrusive>(receivers))
        .peer("embassy-sync", tell_all::<Embassy>(receivers))
}
