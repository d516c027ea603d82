//! Timers and those who wait for them, and futures together.

use std::future::{Pending, Ready};

use wakeful::future::{Fused, JoinAll, RaceAll, SelectAll, WakerPool, YieldNow};
use wakeful::time::generic::{Interval, MockClock, Sleep, Tick, Timeout, Timers};
use wakeful::time::{Elapsed, Heap, MissedTickBehavior, StdClock, Wheel};

use crate::places::At;
use crate::probe::Traits;
use crate::rules::*;
use crate::table::{Table, rows};

type Mock<L, Q = Heap> = Timers<MockClock<L>, L, Q>;

#[test]
fn timers_are_as_shareable_as_their_lock() {
    let mut table = Table::default();
    rows!(table, MockClock<L>, L, signal);
    rows!(table, Mock<L>, L, signal);
    rows!(table, Mock<L, Wheel>, L, signal);
    table.close(12);
}

#[test]
fn who_waits_for_a_time_stays_where_it_is_polled() {
    let mut table = Table::default();
    rows!(table, Sleep<H<Mock<L>>>, L H, |at| future(at, signal(at)));
    rows!(table, Sleep<H<Mock<L, Wheel>>>, L H, |at| future(at, signal(at)));
    rows!(table, Timeout<Ready<T>, H<Mock<L>>>, L H T, |at| with(at, future(at, signal(at))));
    table.close(24 + 72);
}

#[test]
fn intervals_go_where_their_handle_goes() {
    let mut table = Table::default();
    rows!(table, Interval<H<Mock<L>>>, L H, |at| permit(at, signal(at)));
    rows!(table, Tick<'static, &'static Mock<L>>, L, |at| tick(signal(at)));
    table.close(16);
}

/// A reference to the ticks, and one to the timers.
fn tick(timers: Traits) -> Traits {
    Traits { unpin: false, ..reference(timers) }
}

/// With a value in it that nobody reaches through `&`.
fn with(at: At, waiter: Traits) -> Traits {
    Traits { send: waiter.send && at.value.traits.send, ..waiter }
}

/// Nobody reaches the futures in there through `&`.
fn combined(at: At) -> Traits {
    Traits { sync: true, unpin: true, ..at.value.traits }
}

#[test]
fn combinators_go_where_their_children_and_their_outputs_go() {
    let mut table = Table::default();
    rows!(table, JoinAll<(Ready<T>, Pending<u32>)>, T, combined);
    rows!(table, JoinAll<[Ready<T>; 3]>, T, combined);
    rows!(table, JoinAll<Vec<Ready<T>>>, T, combined);
    rows!(table, RaceAll<(Ready<T>, Pending<T>)>, T, combined);
    rows!(table, SelectAll<[Ready<T>; 3]>, T, combined);
    table.close(30);
}

#[test]
fn what_holds_one_future_is_like_it() {
    let mut table = Table::default();
    rows!(table, Fused<Ready<T>>, T, combined);
    table.close(6);
}

#[test]
fn what_waits_for_nothing_is_free() {
    let all = Traits { send: true, sync: true, unpin: true };
    let mut table = Table::default();
    table.compare("Elapsed", traits!(Elapsed), all);
    table.compare("MissedTickBehavior", traits!(MissedTickBehavior), all);
    table.compare("StdClock", traits!(StdClock), all);
    table.compare("YieldNow", traits!(YieldNow), all);
    table.compare("WakerPool", traits!(WakerPool<3>), all);
    table.close(5);
}
