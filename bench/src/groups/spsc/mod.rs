//! Channels of one sender and one receiver.

mod peers;
mod wakeful;

use super::mpmc::peers::Kanal;
use super::mpsc::peers::{Rapidfire, Tokio};
use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::batch::{BATCH, Batched, pass_batch, stream_batches};
use crate::workload::channel::{Channel, Flow, one_to_one, pass, round_trip};
use peers::{Crossfire, Fibre, LiteSync, Rtrb};
use wakeful::{Borrowed, Copied, Wakeful};

/// As many items as fit where both ends are on one thread, and where they are not. Nobody rounds
/// these up.
const NEAR: usize = 64;
const FAR: usize = 1024;

pub(super) fn rows() -> Vec<Row> {
    vec![
        with_goals(single::<Wakeful>("shared").goal(Goal::Floor(1.3))),
        with_goals(single::<Borrowed>("borrowed").goal(Goal::Floor(1.3))),
        with_goals(batch::<Copied>("shared, slices", Floor::RingCopy)),
        with_goals(batch::<Wakeful>("shared", Floor::RingBatch).goal(Goal::Floor(1.1))),
        with_goals(batch::<Borrowed>("borrowed", Floor::RingBatch).goal(Goal::Floor(1.1))),
        with_goals(turns(1)),
        with_goals(single_apart().goal(Goal::Floor(1.3))),
        with_goals(batch_apart::<Copied>("shared, slices", Floor::RingCopyApart)),
        with_goals(batch_apart::<Wakeful>("shared", Floor::RingBatchApart).goal(Goal::Floor(1.1))),
        with_goals(turns(2)),
    ]
}

fn with_goals(row: Row) -> Row {
    row.goal(Goal::Peer(2.0, "lite-sync")).goal(Goal::Best(1.1))
}

fn single<W: Channel<u64>>(form: &str) -> Row {
    Row::new("spsc", format!("send + receive, one thread ({form})"))
        .floor(Floor::RingFence)
        .wakeful(pass::<W, u64>(NEAR))
        .peer("lite-sync", pass::<LiteSync, u64>(NEAR))
        .peer("tokio", pass::<Tokio, u64>(NEAR))
        .peer("fibre", pass::<Fibre, u64>(NEAR))
        .peer("rapidfire", pass::<Rapidfire, u64>(NEAR))
        .peer("crossfire", pass::<Crossfire, u64>(NEAR))
        .peer("kanal", pass::<Kanal, u64>(NEAR))
        .yardstick("rtrb", pass::<Rtrb, u64>(NEAR))
}

/// Everybody moves many items in the way it is best at, whichever way the subject takes.
fn batch<W: Batched<u64>>(form: &str, floor: Floor) -> Row {
    Row::new("spsc", format!("batches of {BATCH}, one thread ({form})"))
        .per(BATCH)
        .floor(floor)
        .wakeful(pass_batch::<W, u64>(NEAR))
        .peer("lite-sync", pass_batch::<LiteSync, u64>(NEAR))
        .peer("tokio", pass_batch::<Tokio, u64>(NEAR))
        .peer("fibre", pass_batch::<Fibre, u64>(NEAR))
        .peer("rapidfire", pass_batch::<Rapidfire, u64>(NEAR))
        .peer("crossfire", pass_batch::<Crossfire, u64>(NEAR))
        .peer("kanal", pass_batch::<Kanal, u64>(NEAR))
        .yardstick("rtrb", pass_batch::<Rtrb, u64>(NEAR))
}

fn turns(threads: usize) -> Row {
    let (on, floor) =
        [("one thread", Floor::Waiter), ("two threads", Floor::FutexWake)][threads - 1];
    Row::new("spsc", format!("round trip of two tasks, {on}"))
        .threads(threads)
        .floor(floor)
        .wakeful(round_trip::<Wakeful, u64>(NEAR, threads))
        .peer("lite-sync", round_trip::<LiteSync, u64>(NEAR, threads))
        .peer("tokio", round_trip::<Tokio, u64>(NEAR, threads))
        .peer("fibre", round_trip::<Fibre, u64>(NEAR, threads))
        .peer("rapidfire", round_trip::<Rapidfire, u64>(NEAR, threads))
        .peer("crossfire", round_trip::<Crossfire, u64>(NEAR, threads))
        .peer("kanal", round_trip::<Kanal, u64>(NEAR, threads))
}

fn single_apart() -> Row {
    let flow = Flow { rigs: 1, producers: 1, consumers: 1, capacity: FAR, threads: 2 };
    Row::new("spsc", format!("one at a time, two threads, capacity {FAR}"))
        .threads(2)
        .floor(Floor::RingFenceApart)
        .wakeful(one_to_one::<Wakeful, u64>(flow))
        .peer("lite-sync", one_to_one::<LiteSync, u64>(flow))
        .peer("tokio", one_to_one::<Tokio, u64>(flow))
        .peer("fibre", one_to_one::<Fibre, u64>(flow))
        .peer("rapidfire", one_to_one::<Rapidfire, u64>(flow))
        .peer("crossfire", one_to_one::<Crossfire, u64>(flow))
        .peer("kanal", one_to_one::<Kanal, u64>(flow))
        .yardstick("rtrb", one_to_one::<Rtrb, u64>(flow))
}

fn batch_apart<W: Batched<u64>>(form: &str, floor: Floor) -> Row {
    Row::new("spsc", format!("batches of {BATCH}, two threads, capacity {FAR} ({form})"))
        .per(BATCH)
        .threads(2)
        .floor(floor)
        .wakeful(stream_batches::<W, u64>(FAR, 2))
        .peer("lite-sync", stream_batches::<LiteSync, u64>(FAR, 2))
        .peer("tokio", stream_batches::<Tokio, u64>(FAR, 2))
        .peer("fibre", stream_batches::<Fibre, u64>(FAR, 2))
        .peer("rapidfire", stream_batches::<Rapidfire, u64>(FAR, 2))
        .peer("crossfire", stream_batches::<Crossfire, u64>(FAR, 2))
        .peer("kanal", stream_batches::<Kanal, u64>(FAR, 2))
        .yardstick("rtrb", stream_batches::<Rtrb, u64>(FAR, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::channel::room;

    #[test]
    fn nobody_rounds_a_capacity() {
        for capacity in [NEAR, FAR] {
            let rooms = [
                room::<Wakeful>(capacity),
                room::<LiteSync>(capacity),
                room::<Tokio>(capacity),
                room::<Fibre>(capacity),
                room::<Rapidfire>(capacity),
                room::<Crossfire>(capacity),
                room::<Kanal>(capacity),
                room::<Rtrb>(capacity),
            ];
            assert_eq!(rooms, [capacity; 8]);
        }
    }
}
