//! The promises of every primitive, in every flavor.
//!
//! Each promise (`promises/`) is a function on a [`Subject`](scene::Subject): a primitive in a
//! flavor that sets a [`Scene`](scene::Scene) in which whoever comes has to wait. A new primitive
//! describes itself in `scenes/`; a new flavor implements one trait in `flavor/`. The locks are
//! [`Watched`](watched::Watched), the wakers are [`Probe`](probe::Probe)s.
//!
//! ```sh
//! cargo test --all-features --test conformance -- --nocapture
//! ```
//!
//! prints the table of primitives and promises.

#![cfg(feature = "std")]

mod allocator;
mod caught;
mod crowd;
mod flavor;
mod pipes;
mod planted;
mod probe;
mod promises;
mod scene;
mod scenes;
mod table;
mod values;
mod values_channels;
mod waiter;
mod watched;

use promises::PROMISES;

/// Asks every primitive in every flavor for one promise.
fn all_keep(id: &str) {
    let promise = PROMISES.iter().find(|promise| promise.id == id).expect("a promise");
    for subject in scenes::subjects() {
        println!("{id} {} ({})", subject.name, subject.flavor);
        let _ = (promise.check)(&subject);
    }
}

#[test]
fn c1_wakers_may_call_back() {
    all_keep("C1");
}

#[test]
fn c2_a_woken_future_that_is_dropped_passes_on() {
    all_keep("C2");
}

#[test]
fn c3_a_dropped_waiter_leaves_nobody_asleep() {
    all_keep("C3");
}

#[test]
fn c4_a_dropped_send_was_not_sent() {
    all_keep("C4");
}

#[test]
fn c5_a_dropped_recv_loses_no_message() {
    all_keep("C5");
}

#[test]
fn c6_the_newest_waker_is_woken() {
    all_keep("C6");
}

#[test]
fn c7_one_wake_and_one_poll_per_hand_over() {
    all_keep("C7");
}

#[test]
fn c8_waiting_allocates_nothing() {
    all_keep("C8");
}

#[test]
fn c9_a_waker_that_panics_harms_nobody() {
    all_keep("C9");
}

#[test]
fn c10_done_and_forgotten_futures_do_no_harm() {
    all_keep("C10");
}

#[test]
fn c12_everything_can_be_printed() {
    all_keep("C12");
}
