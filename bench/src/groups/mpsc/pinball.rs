//! Balls that are forwarded at random: what waits, waits for an item.

use super::peers::{Chenal, Crossfire, Rapidfire, Tachyonix, Thingbuf, Tokio};
use super::wakeful::Wakeful;
use super::{AsyncChannel, Flume, Kanal, with_goals};
use crate::row::Row;
use crate::workload::pinball::{CAPACITY, GRAPHS, wander};

const BALLS: [usize; 4] = [1, 7, 41, 241];

pub(super) fn rows() -> Vec<Row> {
    let of = |threads| BALLS.map(|balls| with_goals(pinball(balls, threads)));
    [1, 2].into_iter().flat_map(of).collect()
}

fn pinball(balls: usize, threads: usize) -> Row {
    let unit = if balls == 1 { "ball" } else { "balls" };
    let on = ["one thread", "two threads"][threads - 1];
    Row::new("pinball", format!("{GRAPHS} × {balls} {unit}, {on}, capacity {CAPACITY}"))
        .per(GRAPHS * balls)
        .threads(threads)
        .wakeful(wander::<Wakeful>(balls, threads))
        .peer("tokio", wander::<Tokio>(balls, threads))
        .peer("tachyonix", wander::<Tachyonix>(balls, threads))
        .peer("chenal", wander::<Chenal>(balls, threads))
        .peer("rapidfire", wander::<Rapidfire>(balls, threads))
        .peer("flume", wander::<Flume>(balls, threads))
        .peer("kanal", wander::<Kanal>(balls, threads))
        .peer("crossfire", wander::<Crossfire>(balls, threads))
        .peer("async-channel", wander::<AsyncChannel>(balls, threads))
        .peer("thingbuf", wander::<Thingbuf>(balls, threads))
}
