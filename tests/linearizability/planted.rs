//! Tests of the tests: a toy that does all right, and with a fault is found out.

use crate::checker;
use crate::history::{Act, Event, History};
use crate::run;
use crate::spec::Spec;
use crate::toy::{Fault, Toys, plant};

/// So many histories are enough for every fault.
const ENOUGH: usize = 20_000;

fn is_caught(fault: Fault) {
    let caught = plant(fault, || run::check::<Toys>(ENOUGH));
    let report = caught.expect_err("the fault was not caught");
    println!("{fault:?}: {report}");
}

#[test]
fn a_careful_toy_passes() {
    run::expect_linearizable::<Toys>();
}

#[test]
#[cfg_attr(miri, ignore = "safe code, and many histories")]
fn every_planted_fault_is_caught() {
    for fault in [
        Fault::Loses,
        Fault::Duplicates,
        Fault::Reorders,
        Fault::SaysEmpty,
        Fault::SaysFull,
        Fault::LooksThenPuts,
        Fault::LooksThenSends,
        Fault::ForgetsTheRest,
        Fault::AcceptsAfterClose,
        Fault::WakesOnlyFromEmpty,
        Fault::LeavesSilently,
        Fault::LooksThenSleeps,
        Fault::DropsTwice,
    ] {
        is_caught(fault);
    }
}

fn history(events: &[(Act, usize, usize)]) -> History {
    let event = |(act, begin, end): &(Act, usize, usize)| Event {
        thread: 0,
        act: *act,
        waits: None,
        begin: *begin,
        end: *end,
    };
    History::new(events.iter().map(event).collect())
}

fn is_legal(events: &[(Act, usize, usize)]) -> bool {
    checker::check(&history(events), Spec::new(1, false, 1, 1)).is_ok()
}

#[test]
fn operations_that_overlap_may_have_happened_in_any_order() {
    assert!(is_legal(&[(Act::Received(7), 0, 3), (Act::Sent(7), 1, 2)]));
    assert!(is_legal(&[(Act::Empty, 0, 3), (Act::Sent(7), 1, 2)]));
    assert!(is_legal(&[(Act::Sent(7), 0, 5), (Act::Empty, 1, 2), (Act::Received(7), 3, 4)]));
}

#[test]
fn operations_that_do_not_overlap_happened_in_their_order() {
    assert!(!is_legal(&[(Act::Received(7), 0, 1), (Act::Sent(7), 2, 3)]));
    assert!(!is_legal(&[(Act::Sent(7), 0, 1), (Act::Empty, 2, 3)]));
    assert!(!is_legal(&[(Act::Sent(7), 0, 1), (Act::Sent(8), 2, 3)]));
}

#[test]
fn all_quiet_means_that_there_is_nothing_to_do() {
    let quiet = Act::Quiet { senders: false, receivers: true };
    assert!(is_legal(&[(quiet, 0, 1), (Act::Sent(7), 2, 3)]));
    assert!(!is_legal(&[(Act::Sent(7), 0, 1), (quiet, 2, 3), (Act::Received(7), 4, 5)]));
    // Who slept then cannot have taken the value before.
    assert!(!is_legal(&[(Act::Sent(7), 0, 1), (Act::Received(7), 2, 6), (quiet, 3, 4)]));
}
