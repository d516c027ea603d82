//! Who wakes on time: queues of timers, sleeps, timeouts.

mod nexus;
mod peers;
mod wakeful;

use wakeful::{Global, Limited, Local, Wakeful};

use ::wakeful::time::{Heap, Wheel};

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::timers::{
    Mock, create_drop, fire, fire_driven, insert_cancel, replace, timeout_ready, timeout_ready_on,
};
use peers::{AsyncIo, FuturesTimer, Intrusive, IntrusiveLocal, Tokio};

const PENDING: [usize; 3] = [100, 10_000, 1_000_000];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for pending in PENDING {
        rows.extend([heap(pending), wheel(pending), std(pending)].map(near_the_floor));
    }
    rows.extend([local_heap(10_000), local_wheel(10_000)].map(near_the_floor));
    rows.extend([replace_heap(10_000), replace_wheel(10_000), replace_std(10_000)]);
    for timers in [100, 10_000] {
        rows.extend([at_once_heap(timers), at_once_wheel(timers)]);
    }
    rows.extend([in_steps_heap(10_000), in_steps_wheel(10_000), fire_std(10_000)]);
    rows.extend([unpolled(), timeout()]);
    rows.extend([2, 8].map(|threads| timeout_on(threads).goal(Goal::Peer(5.0, "tokio"))));
    rows.into_iter().map(|row| row.goal(Goal::Best(1.0))).collect()
}

fn near_the_floor(row: Row) -> Row {
    row.goal(Goal::Floor(1.5))
}

fn heap(pending: usize) -> Row {
    among_mocked(pending, "heap")
        .floor(Floor::TimerHeap(pending))
        .also(Floor::TimerHeapWaiter(pending))
        .wakeful(insert_cancel::<Wakeful<Heap>>(pending))
        .peer("futures-intrusive", insert_cancel::<Intrusive>(pending))
        .yardstick("nexus-timer", nexus::insert_cancel(pending))
}

fn wheel(pending: usize) -> Row {
    among_mocked(pending, "wheel")
        .floor(Floor::TimerWheel(pending))
        .also(Floor::TimerWheelWaiter(pending))
        .wakeful(insert_cancel::<Wakeful<Wheel>>(pending))
        .peer("futures-intrusive", insert_cancel::<Intrusive>(pending))
        .yardstick("nexus-timer", nexus::insert_cancel(pending))
}

/// The clock is a real one, and somebody is ready to wake on time.
fn std(pending: usize) -> Row {
    among_mocked(pending, "std")
        .floor(Floor::TimerWheelNow(pending))
        .also(Floor::TimerWheelWaiter(pending))
        .wakeful(insert_cancel::<Global>(pending))
        .peer("tokio", insert_cancel::<Tokio>(pending))
        .peer("async-io", insert_cancel::<AsyncIo>(pending))
        .peer("futures-timer", insert_cancel::<FuturesTimer>(pending))
}

fn local_heap(pending: usize) -> Row {
    among_mocked(pending, "local heap")
        .floor(Floor::TimerHeap(pending))
        .wakeful(insert_cancel::<Local<Heap>>(pending))
        .peer("futures-intrusive", insert_cancel::<IntrusiveLocal>(pending))
        .peer("nexus-timer", nexus::insert_cancel(pending))
}

fn local_wheel(pending: usize) -> Row {
    among_mocked(pending, "local wheel")
        .floor(Floor::TimerWheel(pending))
        .wakeful(insert_cancel::<Local<Wheel>>(pending))
        .peer("futures-intrusive", insert_cancel::<IntrusiveLocal>(pending))
        .peer("nexus-timer", nexus::insert_cancel(pending))
}

fn among_mocked(pending: usize, how: &str) -> Row {
    Row::new("timers", format!("insert + cancel, {pending} pending ({how})"))
}

fn replace_heap(pending: usize) -> Row {
    Row::new("timers", format!("cancel one of {pending} + insert (heap)"))
        .wakeful(replace::<Wakeful<Heap>>(pending))
        .peer("futures-intrusive", replace::<Intrusive>(pending))
}

fn replace_wheel(pending: usize) -> Row {
    Row::new("timers", format!("cancel one of {pending} + insert (wheel)"))
        .wakeful(replace::<Wakeful<Wheel>>(pending))
        .peer("futures-intrusive", replace::<Intrusive>(pending))
}

fn replace_std(pending: usize) -> Row {
    Row::new("timers", format!("cancel one of {pending} + insert (std)"))
        .wakeful(replace::<Global>(pending))
        .peer("tokio", replace::<Tokio>(pending))
        .peer("async-io", replace::<AsyncIo>(pending))
        .peer("futures-timer", replace::<FuturesTimer>(pending))
}

fn at_once_heap(timers: usize) -> Row {
    Row::new("timers", format!("fire {timers} at once (heap)"))
        .per(timers)
        .wakeful(fire::<Wakeful<Heap>>(timers, Mock::expire_at_once))
        .peer("futures-intrusive", fire::<Intrusive>(timers, Mock::expire_at_once))
        .yardstick("nexus-timer", nexus::fire_at_once(timers))
}

fn at_once_wheel(timers: usize) -> Row {
    Row::new("timers", format!("fire {timers} at once (wheel)"))
        .per(timers)
        .wakeful(fire::<Wakeful<Wheel>>(timers, Mock::expire_at_once))
        .peer("futures-intrusive", fire::<Intrusive>(timers, Mock::expire_at_once))
        .yardstick("nexus-timer", nexus::fire_at_once(timers))
}

fn in_steps_heap(timers: usize) -> Row {
    Row::new("timers", format!("fire {timers} one by one (heap)"))
        .per(timers)
        .wakeful(fire::<Wakeful<Heap>>(timers, Mock::expire_in_steps))
        .peer("futures-intrusive", fire::<Intrusive>(timers, Mock::expire_in_steps))
}

fn in_steps_wheel(timers: usize) -> Row {
    Row::new("timers", format!("fire {timers} one by one (wheel)"))
        .per(timers)
        .wakeful(fire::<Wakeful<Wheel>>(timers, Mock::expire_in_steps))
        .peer("futures-intrusive", fire::<Intrusive>(timers, Mock::expire_in_steps))
}

// async-io is not here: it has a thread that wakes on time, even while `block_on` does not come by.
fn fire_std(timers: usize) -> Row {
    Row::new("timers", format!("fire {timers} that are due in block_on (std)"))
        .per(timers)
        .wakeful(fire_driven::<Global>(timers))
        .peer("tokio", fire_driven::<Tokio>(timers))
}

fn unpolled() -> Row {
    Row::new("timers", "sleep: create + drop")
        .floor(Floor::Now)
        .wakeful(create_drop::<Global>())
        .peer("tokio", create_drop::<Tokio>())
        .peer("async-io", create_drop::<AsyncIo>())
        .peer("futures-timer", create_drop::<FuturesTimer>())
}

fn timeout() -> Row {
    Row::new("timers", "timeout around a ready future")
        .wakeful(timeout_ready::<Limited>())
        .peer("tokio", timeout_ready::<Tokio>())
        .peer("async-io", timeout_ready::<AsyncIo>())
}

fn timeout_on(threads: usize) -> Row {
    Row::new("timers", format!("timeout around a ready future, {threads} threads"))
        .threads(threads)
        .wakeful(timeout_ready_on::<Limited>(threads))
        .peer("tokio", timeout_ready_on::<Tokio>(threads))
        .peer("async-io", timeout_ready_on::<AsyncIo>(threads))
}
