//! Several futures, until the first of them is done: the others are dropped (race), or can go on
//! (select).

mod peers;
mod wakeful;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::combine::{one_ready, one_woken};
use peers::{
    ConcurrencyArray, ConcurrencyPair, Embassy, EmbassyPair, Futures, FuturesBuffered, FuturesPair,
    FuturesUnordered, LiteOr, LiteRace, TokioMacro,
};
use wakeful::{RaceArray, RaceTuple, SelectArray, SelectTuple};

pub(super) fn rows() -> Vec<Row> {
    let races = [race_ready_2(), race_ready_16(), race_woken_2(), race_woken_16()];
    let selects = [select_ready_2(), select_ready_16(), select_woken_2(), select_woken_16()];
    let races = races.map(|row| row.goal(Goal::Peer(1.5, "futures-concurrency")));
    races.into_iter().chain(selects).map(|row| row.goal(Goal::Best(1.0))).collect()
}

fn race_ready_2() -> Row {
    Row::new("race", "race of 2, one ready")
        .floor(Floor::TaskPoll)
        .wakeful(one_ready::<RaceTuple, 2>())
        .peer("futures-concurrency", one_ready::<ConcurrencyPair, 2>())
        .peer("futures-lite or", one_ready::<LiteOr, 2>())
        .peer("futures-lite race", one_ready::<LiteRace, 2>())
        .peer("tokio", one_ready::<TokioMacro, 2>())
        .peer("embassy-futures", one_ready::<EmbassyPair, 2>())
}

fn race_ready_16() -> Row {
    Row::new("race", "race of 16, one ready")
        .floor(Floor::TaskPoll)
        .wakeful(one_ready::<RaceArray, 16>())
        .peer("futures-concurrency", one_ready::<ConcurrencyArray, 16>())
        .peer("tokio", one_ready::<TokioMacro, 16>())
        .peer("embassy-futures", one_ready::<Embassy, 16>())
}

fn race_woken_2() -> Row {
    Row::new("race", "race of 2, one woken")
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<RaceTuple, 2>())
        .peer("futures-concurrency", one_woken::<ConcurrencyPair, 2>())
        .peer("futures-lite or", one_woken::<LiteOr, 2>())
        .peer("futures-lite race", one_woken::<LiteRace, 2>())
        .peer("tokio", one_woken::<TokioMacro, 2>())
        .peer("embassy-futures", one_woken::<EmbassyPair, 2>())
}

fn race_woken_16() -> Row {
    Row::new("race", "race of 16, one woken")
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<RaceArray, 16>())
        .peer("futures-concurrency", one_woken::<ConcurrencyArray, 16>())
        .peer("tokio", one_woken::<TokioMacro, 16>())
        .peer("embassy-futures", one_woken::<Embassy, 16>())
}

fn select_ready_2() -> Row {
    Row::new("race", "select of 2, one ready")
        .floor(Floor::TaskPoll)
        .wakeful(one_ready::<SelectTuple, 2>())
        .peer("futures", one_ready::<FuturesPair, 2>())
}

fn select_ready_16() -> Row {
    Row::new("race", "select of 16, one ready")
        .floor(Floor::TaskPoll)
        .wakeful(one_ready::<SelectArray, 16>())
        .peer("futures", one_ready::<Futures, 16>())
        .peer("FuturesUnordered", one_ready::<FuturesUnordered, 16>())
        .peer("futures-buffered", one_ready::<FuturesBuffered, 16>())
}

fn select_woken_2() -> Row {
    Row::new("race", "select of 2, one woken")
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<SelectTuple, 2>())
        .peer("futures", one_woken::<FuturesPair, 2>())
}

fn select_woken_16() -> Row {
    Row::new("race", "select of 16, one woken")
        .floor(Floor::TaskPoll)
        .wakeful(one_woken::<SelectArray, 16>())
        .peer("futures", one_woken::<Futures, 16>())
        .peer("FuturesUnordered", one_woken::<FuturesUnordered, 16>())
        .peer("futures-buffered", one_woken::<FuturesBuffered, 16>())
}
