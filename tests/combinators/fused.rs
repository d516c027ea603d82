//! Whether they have completed, as combinators of others ask.

use std::future::{pending, ready};
use std::pin::pin;

use futures_core::{FusedFuture, Stream};
use wakeful::future::{Join, Race, Select};

use crate::kit::{now, poll};

#[test]
fn they_tell_whether_they_have_completed() {
    let mut join = (ready(1), ready(2)).join();
    assert!(!join.is_terminated());
    now(&mut join);
    assert!(join.is_terminated());
    let mut race = (ready(1), pending()).race();
    assert!(!race.is_terminated());
    now(&mut race);
    assert!(race.is_terminated());
    let mut select = [ready(1), ready(2)].select();
    let others = now(&mut select).others;
    assert!(select.is_terminated() && !others.is_terminated());
    assert!(now(others).others.is_terminated());
}

#[test]
fn winners_are_a_stream() {
    let all = [ready(1), ready(2)].select_with(async |winners| {
        winners.set_biased();
        let mut seen = Vec::new();
        assert_eq!(winners.size_hint(), (0, Some(2)));
        while let Some((_, n)) =
            std::future::poll_fn(|cx| Stream::poll_next(pin!(&mut *winners), cx)).await
        {
            seen.push(n);
        }
        seen
    });
    let mut all = pin!(all);
    assert_eq!(poll(all.as_mut()), std::task::Poll::Ready(vec![1, 2]));
}
