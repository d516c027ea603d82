//! Several futures, until all of them are done. An operation is the part of one of them, or one that
//! is woken.

mod peers;
mod wakeful;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::combine::{all_ready, one_woken};
use peers::{
    ConcurrencyArray, ConcurrencyPair, ConcurrencyVec, Embassy, EmbassyPair, Futures,
    FuturesBuffered, FuturesLite, FuturesPair, FuturesUnordered, JoinSet, TokioMacro,
};
use wakeful::{InArray, InTuple, InVec};

pub(super) fn rows() -> Vec<Row> {
    let ready = [ready_2(), ready_16(), ready_1000()].map(|row| row.goal(Goal::Floor(1.3)));
    let woken = [woken_2(), woken_16(), woken_1000()];
    let rows = ready.into_iter().chain(woken);
    rows.map(|row| row.goal(Goal::Peer(1.5, "futures-concurrency")).goal(Goal::Best(1.0))).collect()
}

fn ready_2() -> Row {
    Row::new("join", "2 in a tuple, all ready")
        .per(2)
        .floor(Floor::TaskPoll)
        .wakeful(all_ready::<InTuple, 2>())
        .peer("futures", all_ready::<FuturesPair, 2>())
        .peer("futures-concurrency", all_ready::<ConcurrencyPair, 2>())
        .peer("futures-lite", all_ready::<FuturesLite, 2>())
        .peer("tokio", all_ready::<TokioMacro, 2>())
        .peer("embassy-futures", all_ready::<EmbassyPair, 2>())
}

fn ready_16() -> Row {
    Row::new("join", "16 in an array, all ready")
        .per(16)
        .floor(Floor::TaskPoll)
        .wakeful(all_ready::<InArray, 16>())
        .peer("futures", all_ready::<Futures, 16>())
        .peer("FuturesUnordered", all_ready::<FuturesUnordered, 16>())
        .peer("futures-concurrency", all_ready::<ConcurrencyArray, 16>())
        .peer("futures-buffered", all_ready::<FuturesBuffered, 16>())
        .peer("tokio JoinSet", all_ready::<JoinSet, 16>())
        .peer("embassy-futures", all_ready::<Embassy, 16>())
}

fn ready_1000() -> Row {
    Row::new("join", "1000 in a Vec, all ready")
        .per(1000)
        .floor(Floor::TaskPoll)
        .wakeful(all_ready::<InVec, 1000>())
        .peer("futures", all_ready::<Futures, 1000>())
        .peer("FuturesUnordered", all_ready::<FuturesUnordered, 1000>())
        .peer("futures-concurrency", all_ready::<ConcurrencyVec, 1000>())
        .peer("futures-buffered", all_ready::<FuturesBuffered, 1000>())
        .peer("tokio JoinSet", all_ready::<JoinSet, 1000>())
        .peer("embassy-futures", all_ready::<Embassy, 1000>())
}

fn woken_2() -> Row {
    Row::new("join", "one woken of 2 in a tuple")
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<InTuple, 2>())
        .peer("futures", one_woken::<FuturesPair, 2>())
        .peer("futures-concurrency", one_woken::<ConcurrencyPair, 2>())
        .peer("futures-lite", one_woken::<FuturesLite, 2>())
        .peer("tokio", one_woken::<TokioMacro, 2>())
        .peer("embassy-futures", one_woken::<EmbassyPair, 2>())
}

fn woken_16() -> Row {
    Row::new("join", "one woken of 16 in an array")
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<InArray, 16>())
        .peer("futures", one_woken::<Futures, 16>())
        .peer("FuturesUnordered", one_woken::<FuturesUnordered, 16>())
        .peer("futures-concurrency", one_woken::<ConcurrencyArray, 16>())
        .peer("futures-buffered", one_woken::<FuturesBuffered, 16>())
        .peer("tokio JoinSet", one_woken::<JoinSet, 16>())
        .peer("embassy-futures", one_woken::<Embassy, 16>())
}

fn woken_1000() -> Row {
    Row::new("join", "one woken of 1000 in a Vec")
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<InVec, 1000>())
        .peer("futures", one_woken::<Futures, 1000>())
        .peer("FuturesUnordered", one_woken::<FuturesUnordered, 1000>())
        .peer("futures-concurrency", one_woken::<ConcurrencyVec, 1000>())
        .peer("futures-buffered", one_woken::<FuturesBuffered, 1000>())
        .peer("tokio JoinSet", one_woken::<JoinSet, 1000>())
        .peer("embassy-futures", one_woken::<Embassy, 1000>())
}
