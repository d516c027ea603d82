//! What panics, and with which words.

use std::future::{Ready, ready};
use std::pin::{Pin, pin};

use wakeful::future::{Join, Race, RaceOk, Select, TryJoin};

use crate::kit::{now, panics, poll};

/// Polls it to the end, and then again.
fn again<F: Future>(future: F) {
    let mut future = pin!(future);
    assert!(poll(future.as_mut()).is_ready());
    for _ in 0..2 {
        let said = panics(|| poll(Pin::as_mut(&mut future)).is_ready());
        assert!(said.contains("polled after it completed"), "{said}");
    }
}

#[test]
fn polled_after_completion_they_panic() {
    let ok = |n| ready(Ok::<u8, u8>(n));
    let err = |n| ready(Err::<u8, u8>(n));
    again((ready(1), ready(2)).join());
    again(<[Ready<()>; 0]>::join([]));
    again([ok(1), ok(2)].try_join());
    again([ok(1), err(2)].try_join());
    again((ready(1), ready(2)).race());
    again((err(1), ok(2)).race_ok());
    again((err(1), err(2)).race_ok());
    again((ready(1), ready(2)).select());
}

const NOTHING: &str = "of nothing has no winner";

#[test]
fn a_race_of_nothing_says_what_to_do() {
    let none = || [None::<Ready<()>>, None];
    for said in [
        panics(|| <[Ready<()>; 0]>::race([])),
        panics(|| none().race()),
        panics(|| <[Ready<()>; 0]>::select([])),
        panics(|| none().select()),
    ] {
        assert!(said.contains(NOTHING) && said.contains("pending()"), "{said}");
    }
}

#[test]
fn a_select_of_which_none_is_left_panics() {
    let none = now((ready(1),).select()).others;
    let said = panics(|| now(none));
    assert!(said.contains(NOTHING), "{said}");
}

#[test]
fn a_select_that_resolved_has_passed_its_futures_on() {
    let mut select = [ready(1), ready(2)].select();
    assert_eq!(now(&mut select).others.len(), 1);
    assert!(select.is_empty());
    let said = panics(|| select.into_inner());
    assert!(said.contains("passed its futures on"), "{said}");
}
