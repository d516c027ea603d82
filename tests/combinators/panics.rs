//! A panic in a child, in its drop, or in the drop of an output leaves the others dropped exactly once.

use std::future::{pending, poll_fn, ready};
use std::pin::{Pin, pin};
use std::task::Poll;

use wakeful::future::{Join, Race, Select, TryJoin};

use crate::kit::{Log, Noisy, now, panics, poll};

/// A child that holds `noise` until it is ready with `output`.
async fn holding<T>(noise: Noisy, output: T) -> T {
    let _noise = noise;
    output
}

async fn waiting<T>(noise: Noisy) -> T {
    let _noise = noise;
    pending().await
}

async fn panicking<T>(noise: Noisy) -> T {
    let _noise = noise;
    panic!("the child panics")
}

/// A child whose drop panics, ready with `output`.
struct BadDrop<T>(Option<T>, #[allow(dead_code, reason = "its drop says it")] Noisy);

impl<T> BadDrop<T> {
    fn new(output: T, log: &Log) -> Self {
        Self(Some(output), Noisy::bad("bad", log))
    }
}

impl<T: Unpin> Future for BadDrop<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> Poll<T> {
        self.0.take().map_or(Poll::Pending, Poll::Ready)
    }
}

/// What was dropped, sorted.
fn dropped(log: &Log) -> Vec<String> {
    let mut said = log.take();
    said.sort();
    said
}

#[test]
fn a_child_that_panics_leaves_the_others_to_be_dropped_with_the_join() {
    let log = Log::default();
    let noisy = |name| Noisy::new(name, &log);
    let mut join = Box::pin(
        (
            holding(noisy("a"), noisy("output")),
            panicking::<()>(noisy("b")),
            waiting::<()>(noisy("c")),
        )
            .join(),
    );
    assert_eq!(panics(|| poll(join.as_mut())), "the child panics");
    assert_eq!(dropped(&log), ["drop a", "drop b"]);
    let again = panics(|| poll(join.as_mut()));
    assert!(again.contains("polled after it completed"), "{again}");
    drop(join);
    assert_eq!(dropped(&log), ["drop c", "drop output"]);
}

#[test]
fn a_panic_of_one_in_a_race_drops_all() {
    let log = Log::default();
    let noisy = |name| Noisy::new(name, &log);
    panics(|| now((panicking::<()>(noisy("a")), waiting(noisy("b"))).race().biased()));
    assert_eq!(dropped(&log), ["drop a", "drop b"]);
}

#[test]
fn a_child_whose_drop_panics_leaves_its_output_dropped_once() {
    let log = Log::default();
    let noisy = |name| Noisy::new(name, &log);
    let mut join = Box::pin((BadDrop::new(noisy("output"), &log), holding(noisy("b"), ())).join());
    assert_eq!(panics(|| poll(join.as_mut())), "bad panics");
    assert_eq!(dropped(&log), ["drop bad"]);
    drop(join);
    assert_eq!(dropped(&log), ["drop b", "drop output"]);
}

#[test]
fn a_winner_whose_drop_panics_takes_its_output_along() {
    let log = Log::default();
    let noisy = |name| Noisy::new(name, &log);
    let other = holding(noisy("other"), noisy("never"));
    let race = (BadDrop::new(noisy("output"), &log), other).race().biased();
    assert_eq!(panics(|| now(race)), "bad panics");
    assert_eq!(dropped(&log), ["drop bad", "drop never", "drop other", "drop output"]);
}

#[test]
fn a_loser_whose_drop_panics_leaves_the_other_losers_dropped() {
    let log = Log::default();
    let noisy = |name| Noisy::new(name, &log);
    let bad = async {
        let _bad = Noisy::bad("bad", &log);
        pending().await
    };
    let mut race = Box::pin((bad, waiting(noisy("c")), ready(())).race().biased());
    assert_eq!(panics(|| poll(race.as_mut())), "bad panics");
    drop(race);
    assert_eq!(dropped(&log), ["drop bad", "drop c"]);
}

#[test]
fn a_kept_value_whose_drop_panics_leaves_the_others_dropped() {
    let log = Log::default();
    let noisy = |name| Noisy::new(name, &log);
    let mut join = Box::pin(
        [Ok(Noisy::bad("bad", &log)), Ok(noisy("b")), Err(noisy("error")), Ok(noisy("never"))]
            .map(ready)
            .try_join(),
    );
    assert_eq!(panics(|| poll(join.as_mut()).is_ready()), "bad panics");
    drop(join);
    assert_eq!(dropped(&log), ["drop b", "drop bad", "drop error", "drop never"]);
}

#[test]
fn an_output_whose_drop_panics_in_a_join_that_is_dropped_leaves_the_others_dropped() {
    let log = Log::default();
    let noisy = |name| Noisy::new(name, &log);
    let mut join = Box::pin(
        (ready(Noisy::bad("bad", &log)), ready(noisy("b")), waiting::<()>(noisy("c"))).join(),
    );
    assert!(poll(join.as_mut()).is_pending());
    assert_eq!(panics(move || drop(join)), "bad panics");
    assert_eq!(dropped(&log), ["drop b", "drop bad", "drop c"]);
}

#[test]
fn a_panic_in_a_select_reaches_the_body_and_drops_all() {
    let log = Log::default();
    let noisy = |name| Noisy::new(name, &log);
    let select = (holding(noisy("a"), ()), panicking(noisy("b")), waiting(noisy("c")));
    let select = select.select_with(async |winners| {
        winners.set_biased();
        assert_eq!(winners.next().await, Some((0, ())));
        let mut next = pin!(poll_fn(|cx| winners.poll_next(cx)));
        assert_eq!(panics(|| poll(next.as_mut())), "the child panics");
        let again = panics(|| poll(next));
        assert!(again.contains("polled after it completed"), "{again}");
    });
    now(select);
    assert_eq!(dropped(&log), ["drop a", "drop b", "drop c"]);
}

#[cfg(feature = "alloc")]
#[test]
fn a_panic_among_many_leaves_each_dropped_once() {
    let log = Log::default();
    let mut join = Box::pin(
        (0..20)
            .map(|n| {
                let noise = Noisy::new("child", &log);
                let output = Noisy::new("output", &log);
                async move {
                    let _noise = noise;
                    assert_ne!(n, 10, "the child panics");
                    output
                }
            })
            .collect::<Vec<_>>()
            .join(),
    );
    assert!(panics(|| poll(join.as_mut())).contains("the child panics"));
    drop(join);
    let said = dropped(&log);
    assert_eq!(said.iter().filter(|line| *line == "drop child").count(), 20);
    assert_eq!(said.iter().filter(|line| *line == "drop output").count(), 20);
}
