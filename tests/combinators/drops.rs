//! When children and what is kept of them are dropped: as soon as they are not needed.

use std::pin::pin;
use std::task::Poll;

use wakeful::future::{Join, Race, RaceOk, Select, TryJoin};

use crate::kit::{Gate, Log, Noisy, poll};

fn three<T>(log: &Log) -> ([Gate<T>; 3], impl Fn(usize) -> crate::kit::Child<T>) {
    let gates = [(); 3].map(|()| Gate::new());
    let (log, copy) = (log.clone(), gates.clone());
    (gates, move |n| copy[n].child(Noisy::new(["a", "b", "c"][n], &log)))
}

#[test]
fn a_child_is_dropped_as_soon_as_it_is_done() {
    let log = Log::default();
    let (gates, child) = three(&log);
    let mut join = pin!((child(0), child(1), child(2)).join());
    assert!(poll(join.as_mut()).is_pending());
    log.take();
    gates[1].open(Noisy::new("output", &log));
    assert!(poll(join.as_mut()).is_pending());
    let said = log.take();
    assert_eq!(said.iter().filter(|line| line.starts_with("drop")).collect::<Vec<_>>(), ["drop b"]);
    gates[0].open(Noisy::new("output", &log));
    gates[2].open(Noisy::new("output", &log));
    let Poll::Ready(outputs) = poll(join.as_mut()) else { panic!("all are done") };
    assert_eq!(log.take(), ["poll a", "drop a", "poll c", "drop c"]);
    drop(outputs);
    assert_eq!(log.take(), ["drop output"; 3]);
}

#[test]
fn the_losers_are_dropped_before_the_race_is_over() {
    let log = Log::default();
    let (gates, child) = three(&log);
    let mut race = pin!([child(0), child(1), child(2)].race());
    assert!(poll(race.as_mut()).is_pending());
    log.take();
    gates[2].open("c");
    assert_eq!(poll(race.as_mut()), Poll::Ready("c"));
    let dropped: Vec<_> = log.take().into_iter().filter(|s| s.starts_with("drop")).collect();
    assert_eq!(dropped, ["drop c", "drop a", "drop b"]);
}

#[test]
fn losers_that_were_never_polled_are_dropped_too() {
    let log = Log::default();
    let (gates, child) = three(&log);
    gates[0].open("a");
    let mut race = pin!((child(0), child(1), child(2)).race().biased());
    assert_eq!(poll(race.as_mut()), Poll::Ready("a"));
    assert_eq!(log.take(), ["poll a", "drop a", "drop b", "drop c"]);
}

#[test]
fn an_error_drops_the_others_and_what_was_kept() {
    let log = Log::default();
    let (gates, child) = three(&log);
    let mut join = pin!((child(0), child(1), child(2)).try_join());
    assert!(poll(join.as_mut()).is_pending());
    gates[0].open(Ok(Noisy::new("value", &log)));
    assert!(poll(join.as_mut()).is_pending());
    log.take();
    gates[1].open(Err("no"));
    assert!(matches!(poll(join.as_mut()), Poll::Ready(Err("no"))));
    let dropped: Vec<_> = log.take().into_iter().filter(|s| s.starts_with("drop")).collect();
    assert_eq!(dropped, ["drop b", "drop value", "drop c"]);
}

#[test]
fn a_value_drops_the_others_and_the_errors_so_far() {
    let log = Log::default();
    let (gates, child) = three(&log);
    let mut race = pin!([child(0), child(1), child(2)].race_ok());
    assert!(poll(race.as_mut()).is_pending());
    gates[1].open(Err(Noisy::new("error", &log)));
    assert!(poll(race.as_mut()).is_pending());
    log.take();
    gates[0].open(Ok(1));
    assert!(matches!(poll(race.as_mut()), Poll::Ready(Ok(1))));
    let dropped: Vec<_> = log.take().into_iter().filter(|s| s.starts_with("drop")).collect();
    assert_eq!(dropped, ["drop a", "drop error", "drop c"]);
}

#[test]
fn a_join_that_is_dropped_half_way_drops_children_and_outputs_once() {
    let log = Log::default();
    let (gates, child) = three(&log);
    let mut join = Box::pin([Some(child(0)), None, Some(child(1)), Some(child(2))].join());
    gates[1].open(Noisy::new("output", &log));
    assert!(poll(join.as_mut()).is_pending());
    assert_eq!(log.take(), ["poll a", "poll b", "drop b", "poll c"]);
    drop(join);
    assert_eq!(log.take(), ["drop a", "drop output", "drop c"]);
}

#[test]
fn what_was_never_polled_is_dropped() {
    let log = Log::default();
    let (_gates, child) = three::<()>(&log);
    drop((child(0), child(1)).join());
    drop([child(2)].race());
    drop((child(0), child(1)).select_with(async |_| ()));
    assert_eq!(log.take(), ["drop a", "drop b", "drop c", "drop a", "drop b"]);
}

#[test]
fn winners_are_dropped_when_they_win_and_the_rest_when_the_body_is_done() {
    let log = Log::default();
    let (gates, child) = three(&log);
    gates[1].open(1);
    let end = log.clone();
    let mut select = Box::pin((child(0), child(1), child(2)).select_with(async |winners| {
        assert_eq!(winners.next().await, Some((1, 1)));
        end.say("won");
        assert_eq!(winners.next().await, Some((2, 2)));
        end.say("end");
    }));
    assert!(poll(select.as_mut()).is_pending());
    gates[2].open(2);
    assert!(poll(select.as_mut()).is_ready());
    let said: Vec<_> = log.take().into_iter().filter(|line| !line.starts_with("poll")).collect();
    assert_eq!(said, ["drop b", "won", "drop c", "end", "drop a"]);
}
