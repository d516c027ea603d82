//! Very many.

use std::future::Future;
use std::task::{Context, Waker};

use wakeful::lock::StdLock;
use wakeful::time::generic::MockClock;

use crate::real::{InHeap, InWheel, Kind, TimersOf};

fn size() -> u64 {
    match std::env::var_os("WAKEFUL_SOAK") {
        Some(_) => 1_000_000,
        None if cfg!(miri) => 60,
        None if cfg!(debug_assertions) => 100_000,
        None => 1_000_000,
    }
}

fn crowd_comes_and_goes<K: Kind>() {
    let timers = TimersOf::<StdLock, K>::new(MockClock::new());
    let mut cx = Context::from_waker(Waker::noop());
    let size = size();
    let at = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 24 | 1;
    let mut sleeps: Vec<_> = (0..size).map(|n| Box::pin(timers.sleep_until(at(n)))).collect();
    for sleep in &mut sleeps {
        assert!(sleep.as_mut().poll(&mut cx).is_pending());
    }
    // Half of them give up, from the first to the last.
    let mut number = 0;
    sleeps.retain(|_| {
        number += 1;
        number % 2 == 0
    });
    let mut woken = 0;
    for round in 1..=10 {
        let now = round << 37;
        timers.clock().set(now);
        let next = timers.check_expirations();
        woken = sleeps.iter().filter(|sleep| sleep.is_elapsed()).count();
        let due = sleeps.iter().filter(|sleep| sleep.deadline() <= now).count();
        assert_eq!(woken, due, "{}", K::NAME);
        assert!(next.is_none_or(|next| next > now));
    }
    assert_eq!(woken, sleeps.len());
    assert!(timers.is_empty());
}

#[test]
fn a_million_timers_are_woken_and_cancelled() {
    crowd_comes_and_goes::<InHeap>();
    crowd_comes_and_goes::<InWheel>();
}
