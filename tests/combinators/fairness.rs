//! Who wins if several can.

use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use wakeful::future::{Race, RaceOk, Select};

use crate::kit::now;

const RACES: usize = if cfg!(miri) { 60 } else { 300 };

#[test]
fn of_those_that_are_always_ready_each_wins_about_as_often() {
    let mut wins = [0_usize; 2];
    for _ in 0..RACES {
        wins[now((ready(0), ready(1)).race())] += 1;
    }
    assert!(wins.iter().all(|n| n.abs_diff(RACES / 2) < RACES / 20), "{wins:?}");

    let mut wins = [0_usize; 3];
    for _ in 0..RACES {
        wins[now([0, 1, 2].map(ready).race())] += 1;
    }
    assert!(wins.iter().all(|n| n.abs_diff(RACES / 3) < RACES / 20), "{wins:?}");

    let mut wins = [0_usize; 2];
    for _ in 0..RACES {
        wins[now((ready(Ok::<_, ()>(0)), ready(Ok::<_, ()>(1))).race_ok()).unwrap()] += 1;
    }
    assert!(wins.iter().all(|n| n.abs_diff(RACES / 2) < RACES / 20), "{wins:?}");
}

#[test]
fn two_races_in_turn_are_fair_each() {
    let mut wins = [[0_usize; 2]; 2];
    for turn in 0..RACES {
        wins[turn % 2][now((ready(0), ready(1)).race())] += 1;
    }
    let half = RACES / 4;
    assert!(wins.iter().flatten().all(|n| n.abs_diff(half) < half / 5), "{wins:?}");
}

#[test]
fn a_race_that_is_polled_again_begins_elsewhere() {
    // Both get ready between two polls of the race, again and again.
    let mut wins = [0_usize; 2];
    for _ in 0..RACES {
        let mut polls = [0; 2];
        let mut child = |n: usize| {
            let mut polls = std::mem::take(&mut polls[n]);
            std::future::poll_fn(move |cx: &mut Context<'_>| {
                polls += 1;
                cx.waker().wake_by_ref();
                if polls > 1 { Poll::Ready(n) } else { Poll::Pending }
            })
        };
        let mut race = pin!((child(0), child(1)).race());
        let mut cx = Context::from_waker(Waker::noop());
        assert!(race.as_mut().poll(&mut cx).is_pending());
        let Poll::Ready(winner) = race.poll(&mut cx) else { panic!("both are ready") };
        wins[winner] += 1;
    }
    assert!(wins.iter().all(|n| n.abs_diff(RACES / 2) < RACES / 10), "{wins:?}");
}

#[test]
fn with_a_bias_the_first_that_can_wins() {
    for _ in 0..20 {
        assert_eq!(now((ready(0), ready(1), ready(2)).race().biased()), 0);
        let first = [Err(()), Ok(1), Ok(2)].map(ready).race_ok().biased();
        assert_eq!(now(first), Ok(1));
        let mut select = [0, 1, 2].map(ready).select().biased();
        for n in 0..3 {
            let selected = now(select);
            assert_eq!(selected.index, n);
            select = selected.others;
        }
        let order = [0, 1, 2].map(ready).select_with(async |winners| {
            winners.set_biased();
            [winners.next().await, winners.next().await, winners.next().await]
        });
        assert_eq!(now(order), [Some((0, 0)), Some((1, 1)), Some((2, 2))]);
    }
}

#[test]
fn the_first_winner_of_a_select_rotates() {
    let mut wins = [0_usize; 2];
    for _ in 0..RACES {
        wins[now((ready(()), ready(())).select()).index] += 1;
        let index = (ready(()), ready(()))
            .select_with(async |winners| winners.next().await.map(|(index, ())| index));
        wins[now(index).unwrap()] += 1;
    }
    assert!(wins.iter().all(|n| n.abs_diff(RACES) < RACES / 10), "{wins:?}");
}
