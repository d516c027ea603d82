//! Who is polled, and how often.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use wakeful::executor::block_on;
use wakeful::executor::scope::generic::{Local, Threads};
use wakeful::executor::scope::local;
use wakeful::future::yield_now;

use crate::flavors::{Any, each};
use crate::support::{Remote, Task};

fn each_wake_is_one_poll<K: Any>() {
    let (task, remotes) = (Task::new(), [0, 1, 2].map(Remote::new));
    let bodies = Cell::new(0);
    let mut running = pin!(K::open(|s| {
        let mut handles = remotes.iter().map(|remote| s.spawn(remote.child())).collect::<Vec<_>>();
        let bodies = &bodies;
        let mut last = Box::pin(async move { handles.pop().unwrap().await });
        poll_fn(move |cx| {
            bodies.set(bodies.get() + 1);
            last.as_mut().poll(cx)
        })
    }));
    assert!(task.poll(running.as_mut()).is_pending());
    assert_eq!(remotes.each_ref().map(|remote| remote.polls()), [1, 1, 1]);
    assert_eq!(task.wakes(), 0);
    remotes[1].wake();
    assert_eq!(task.wakes(), 1);
    assert!(task.poll(running.as_mut()).is_pending());
    assert_eq!(remotes.each_ref().map(|remote| remote.polls()), [1, 2, 1]);
    // A poll for another reason polls nobody.
    assert!(task.poll(running.as_mut()).is_pending());
    assert_eq!(remotes.each_ref().map(|remote| remote.polls()), [1, 2, 1]);
    remotes[2].finish();
    assert_eq!(task.wakes(), 2);
    // The child tells the body, which is woken.
    assert!(task.poll(running.as_mut()).is_pending());
    assert_eq!(task.wakes(), 3);
    assert_eq!(task.poll(running.as_mut()), Poll::Ready(Ok(2)));
    assert_eq!(bodies.get(), 2);
    assert_eq!(remotes.each_ref().map(|remote| remote.polls()), [1, 2, 2]);
}

#[test]
fn each_wake_is_one_poll_of_the_one_that_was_woken() {
    each(each_wake_is_one_poll::<Local>, each_wake_is_one_poll::<Threads>);
}

#[test]
fn a_child_that_wakes_itself_holds_up_nobody() {
    let (task, busy) = (Task::new(), Remote::new(0));
    busy.spin(true);
    let mut running = pin!(local::scope(async |s| {
        s.spawn(busy.child()).detach();
        for _ in 0..10 {
            yield_now().await;
        }
    }));
    let mut polls = 0;
    while task.poll(running.as_mut()).is_pending() {
        polls += 1;
        assert!(polls < 20 && busy.polls() <= polls);
    }
    assert!(busy.polls() >= 9);
}

#[test]
fn a_child_that_wakes_itself_is_polled_once_however_many_others_finish() {
    let (task, busy) = (Task::new(), Remote::new(0));
    busy.spin(true);
    let mut running = pin!(local::scope(async |s| {
        s.spawn(busy.child()).detach();
        let others = (0..10).map(|_| s.spawn(yield_now())).collect::<Vec<_>>();
        for other in others {
            other.await.unwrap();
        }
    }));
    let mut polls = 0;
    while task.poll(running.as_mut()).is_pending() {
        polls += 1;
        assert!(polls < 20);
        assert_eq!(busy.polls(), polls);
    }
}

#[test]
fn children_that_spawn_for_ever_hold_up_nobody() {
    fn again(s: &local::Scope<'_>) {
        let more = s.clone();
        s.spawn(async move { again(&more) }).detach();
    }
    block_on(local::scope(async |s| {
        again(&s);
        for _ in 0..20 {
            yield_now().await;
        }
    }));
}

#[test]
fn a_body_that_is_ready_at_once_polls_no_child() {
    let remote = Remote::new(0);
    let out = block_on(local::scope(async |s| {
        s.spawn(remote.child()).detach();
        5
    }));
    assert_eq!((out, remote.polls(), remote.drops()), (5, 0, 1));
}

#[test]
fn many_children_come_and_go() {
    let total = if cfg!(miri) { 20 } else { 5_000 };
    let sum = block_on(local::scope(async |s| {
        let mut sum = 0;
        let handles = (0..total).map(|n| {
            s.spawn(async move {
                yield_now().await;
                n
            })
        });
        for handle in handles.collect::<Vec<_>>() {
            sum += handle.await.unwrap();
        }
        assert!(s.is_empty());
        sum
    }));
    assert_eq!(sum, total * (total - 1) / 2);
}
