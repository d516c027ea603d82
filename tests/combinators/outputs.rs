//! What they resolve to.

use std::future::{pending, ready};

use wakeful::future::{Join, Race, RaceOk, TryJoin};

use crate::kit::{Gate, now, poll};

type Res<T, E> = Result<T, E>;

#[test]
fn a_join_of_tuples_gives_all_outputs_in_their_places() {
    assert_eq!(now((ready(1),).join()), (1,));
    assert_eq!(now((ready(1), ready("b")).join()), (1, "b"));
    assert_eq!(now((ready(1), ready("b"), ready('c')).join()), (1, "b", 'c'));
    let r = ready::<u8>;
    let (a, b, c, d, e, f, g, h, i, j, k, l) =
        now((r(0), r(1), r(2), r(3), r(4), r(5), r(6), r(7), r(8), r(9), r(10), ready("l")).join());
    assert_eq!([a, b, c, d, e, f, g, h, i, j, k], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(l, "l");
}

#[test]
fn a_join_of_arrays_gives_an_array() {
    assert_eq!(now(<[std::future::Ready<u8>; 0]>::join([])), []);
    assert_eq!(now([ready(0)].join()), [0]);
    assert_eq!(now([ready(0), ready(1)].join()), [0, 1]);
    assert_eq!(now([0, 1, 2].map(ready).join()), [0, 1, 2]);
    assert_eq!(now([0, 1, 2, 3].map(ready).join()), [0, 1, 2, 3]);
    assert_eq!(now([0, 1, 2, 3, 4].map(ready).join()), [0, 1, 2, 3, 4]);
}

#[test]
fn outputs_come_in_the_order_of_the_futures_whoever_was_first() {
    let gates = [(); 5].map(|()| Gate::new());
    let mut join = std::pin::pin!(gates.each_ref().map(Gate::quiet).join());
    assert!(poll(join.as_mut()).is_pending());
    for n in [3, 1, 4, 0] {
        gates[n].open(n);
        assert!(poll(join.as_mut()).is_pending());
    }
    gates[2].open(2);
    assert_eq!(poll(join), std::task::Poll::Ready([0, 1, 2, 3, 4]));
}

#[test]
fn holes_stay_holes() {
    assert_eq!(now([Some(ready(1)), None, Some(ready(3))].join()), [Some(1), None, Some(3)]);
    assert_eq!(now([None::<std::future::Ready<u8>>, None].join()), [None, None]);
    assert_eq!(now([Some(ready(Ok::<_, ()>(1))), None].try_join()), Ok([Some(1), None]));
    assert_eq!(now([None, Some(ready(2))].race()), 2);
    let errors = [None, Some(ready(Res::<(), _>::Err("no"))), None];
    assert_eq!(now(errors.race_ok()), Err([None, Some("no"), None]));
}

#[test]
fn a_try_join_gives_all_values_or_the_first_error() {
    let ok = |n: u8| ready(Res::<u8, &str>::Ok(n));
    let err = |e| ready(Res::<u8, &str>::Err(e));
    assert_eq!(now((ok(1),).try_join()), Ok((1,)));
    assert_eq!(now((ok(1), ready(Ok("b"))).try_join()), Ok((1, "b")));
    assert_eq!(now((ok(1), err("second"), err("third")).try_join()), Err("second"));
    assert_eq!(now([ok(1), ok(2)].try_join()), Ok([1, 2]));
    assert_eq!(now([ok(1), err("no"), ok(2)].try_join()), Err("no"));
    assert_eq!(now(<[std::future::Ready<Res<u8, u8>>; 0]>::try_join([])), Ok([]));
    let all = (
        (ok(1), ok(2), ok(3)).try_join(),
        (ok(1), ok(2), ok(3), ok(4), ok(5), ok(6), ok(7), ok(8), ok(9), ok(10), ok(11), ok(12))
            .try_join(),
    );
    assert_eq!(now(all.try_join()), Ok(((1, 2, 3), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))));
}

#[test]
fn an_error_ends_a_try_join_while_others_wait() {
    let waiting = async { pending::<Res<u8, &str>>().await };
    let failing = async { Err::<u8, _>("failed") };
    assert_eq!(now((waiting, failing).try_join()), Err("failed"));
}

#[test]
fn a_race_gives_the_output_of_the_first() {
    assert_eq!(now((ready(1),).race()), 1);
    assert_eq!(now((async { pending().await }, ready(2)).race()), 2);
    assert_eq!(now((ready(1), pending(), pending()).race()), 1);
    let p = pending::<u8>;
    assert_eq!(now((p(), p(), p(), p(), p(), p(), p(), p(), p(), p(), p(), ready(12)).race()), 12);
    for n in 0..5 {
        let gates = [(); 5].map(|()| Gate::new());
        let mut race = std::pin::pin!(gates.each_ref().map(Gate::quiet).race());
        assert!(poll(race.as_mut()).is_pending());
        gates[n].open(n);
        assert_eq!(poll(race), std::task::Poll::Ready(n));
    }
}

#[test]
fn a_race_ok_gives_the_first_value_or_all_errors() {
    let err = |e: &'static str| ready(Res::<u8, &str>::Err(e));
    assert_eq!(now((err("a"),).race_ok()), Err(("a",)));
    assert_eq!(now((err("a"), ready(Res::<u8, i32>::Err(2))).race_ok()), Err(("a", 2)));
    assert_eq!(now((err("a"), ready(Res::<u8, i32>::Ok(2)), err("c")).race_ok()), Ok(2));
    assert_eq!(now([err("a"), err("b"), err("c")].race_ok()), Err(["a", "b", "c"]));
    assert_eq!(now(<[std::future::Ready<Res<u8, u8>>; 0]>::race_ok([])), Err([]));
}

#[test]
fn strings_are_joined_as_ever() {
    assert_eq!(["a", "b"].join(""), "ab");
    assert_eq!([String::from("a"), String::from("b")].join("-"), "a-b");
    let words: Vec<&str> = ["a", "b"].into();
    assert_eq!(words.join(""), "ab");
    assert_eq!([vec![1], vec![2]].join(&0), [1, 0, 2]);
}
