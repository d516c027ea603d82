//! Wakers of children are woken, cloned and dropped anywhere, also when the combinator is gone.

use std::future::Future;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Poll, Waker};
use std::thread;

use wakeful::future::{Join, Race};

use crate::kit::{Gate, Wakes, poll, run, times};

#[test]
fn wakers_outlive_their_combinator() {
    let gates = [(); 3].map(|()| Gate::<()>::new());
    let mut join = Box::pin(gates.each_ref().map(Gate::quiet).join());
    assert!(poll(join.as_mut()).is_pending());
    let wakers: Vec<Waker> = gates.iter().filter_map(Gate::waker).collect();
    assert_eq!(wakers.len(), 3);
    drop(join);
    for waker in wakers {
        waker.wake_by_ref();
        let other = waker.clone();
        assert!(other.will_wake(&waker));
        drop(waker);
        other.wake();
    }
}

#[test]
fn wakers_that_were_kept_wake_no_other_task() {
    let gates = [(); 2].map(|()| Gate::<()>::new());
    let (wakes, waker) = Wakes::new();
    {
        let mut race = pin!(gates.each_ref().map(Gate::quiet).race());
        let mut cx = std::task::Context::from_waker(&waker);
        assert!(race.as_mut().poll(&mut cx).is_pending());
    }
    drop(wakes);
    gates.iter().for_each(Gate::wake);
}

#[test]
fn children_are_woken_by_other_threads() {
    for _ in 0..times(200) {
        let gates = [(); 4].map(|()| Gate::new());
        let join = gates.each_ref().map(Gate::quiet).join();
        thread::scope(|s| {
            for (n, gate) in gates.iter().enumerate() {
                s.spawn(move || gate.open(n));
            }
            assert_eq!(run(join), [0, 1, 2, 3]);
        });
    }
}

#[test]
fn wakers_are_woken_while_the_combinator_is_dropped() {
    for _ in 0..times(200) {
        let gates = [(); 3].map(|()| Gate::<()>::new());
        let (wakes, waker) = Wakes::new();
        let mut race = Box::pin(gates.each_ref().map(Gate::quiet).race());
        let mut cx = std::task::Context::from_waker(&waker);
        assert!(race.as_mut().poll(&mut cx).is_pending());
        let wakers: Vec<_> = gates.iter().filter_map(Gate::waker).collect();
        thread::scope(|s| {
            for waker in wakers {
                s.spawn(move || {
                    waker.wake_by_ref();
                    drop(waker.clone());
                    waker.wake();
                });
            }
            drop(race);
        });
        wakes.take();
    }
}

#[test]
fn a_waker_is_cloned_by_another_thread_while_the_first_round_goes_on() {
    let (to, from) = mpsc::channel::<Waker>();
    thread::scope(|s| {
        s.spawn(move || {
            for waker in from {
                let other = waker.clone();
                waker.wake();
                other.wake();
            }
        });
        for _ in 0..times(200) {
            let child = |to: mpsc::Sender<Waker>| {
                let mut sent = false;
                std::future::poll_fn(move |cx| {
                    if std::mem::replace(&mut sent, true) {
                        return Poll::Ready(());
                    }
                    to.send(cx.waker().clone()).unwrap();
                    Poll::Pending
                })
            };
            run((child(to.clone()), child(to.clone()), child(to.clone())).join());
        }
        drop(to);
    });
}

#[test]
fn a_combinator_moves_between_threads_half_way() {
    let gates = [(); 3].map(|()| Gate::new());
    let mut join = Box::pin(gates.each_ref().map(Gate::quiet).join());
    assert!(poll(join.as_mut()).is_pending());
    gates[0].open(0);
    thread::scope(|s| {
        let other = s.spawn(move || run(join));
        gates[2].open(2);
        gates[1].open(1);
        assert_eq!(other.join().unwrap(), [0, 1, 2]);
    });
}

#[allow(dead_code, reason = "compiled, not run")]
fn it_is_send(gate: &Gate<u8>) -> impl Future + Send {
    (gate.quiet(), [gate.quiet(), gate.quiet()].race()).join()
}
