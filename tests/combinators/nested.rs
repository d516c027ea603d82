//! Combinators of combinators.

use std::future::{pending, ready};
use std::pin::pin;
use std::task::{Context, Poll};

use wakeful::future::{Join, Race, RaceOk, Select, TryJoin};

use crate::kit::{Gate, Wakes, now, poll};

#[test]
fn a_combinator_is_a_child_like_any_other() {
    let both = (ready(1), ready(2)).join();
    let never = (pending(), pending()).join();
    assert_eq!(now((never, both).race()), (1, 2));
    let errors = [ready(Err::<(), _>(1)), ready(Err(2))].race_ok();
    assert_eq!(now((errors, ready(Err::<(), _>([3, 4]))).try_join()), Err([1, 2]));
}

#[test]
fn a_wake_goes_up_through_all_of_them() {
    let gates = [(); 4].map(|()| Gate::new());
    let [a, b, c, d] = gates.each_ref().map(Gate::quiet);
    let mut all = pin!(((a, b).join(), (c, d).join()).join());
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    assert!(all.as_mut().poll(&mut cx).is_pending());
    for (n, gate) in gates[..3].iter().enumerate() {
        gate.open(n);
        assert_eq!(wakes.take(), 1);
        assert!(all.as_mut().poll(&mut cx).is_pending());
    }
    gates[3].open(3);
    assert_eq!(all.as_mut().poll(&mut cx), Poll::Ready(((0, 1), (2, 3))));
}

#[test]
fn a_select_inside_of_a_race_gives_way_to_a_stop() {
    let stop = Gate::new();
    let work = (async { 1 }, pending()).select_with(async |winners| {
        let mut done = 0;
        while winners.next().await.is_some() {
            done += 1;
        }
        done
    });
    let mut race = pin!((work, stop.quiet()).race());
    assert!(poll(race.as_mut()).is_pending());
    stop.open(-1);
    assert_eq!(poll(race), Poll::Ready(-1));
}

#[test]
fn a_join_is_used_by_its_own_child() {
    // A child that runs a join of its own in each poll.
    let child = async {
        let mut sum = 0;
        for n in 0..10 {
            let (a, b) = (ready(n), async { n }).join().await;
            sum += a + b;
        }
        sum
    };
    assert_eq!(now((child, ready(0)).join()), (90, 0));
}
