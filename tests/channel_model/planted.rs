//! Tests of the tests: a toy that does all right, and with a fault is found out.

use crate::toy::{Fault, Toys, plant};
use crate::{drops, explorer, random};

const FAULTS: [(Fault, &str); 19] = [
    (Fault::ForgetsToPassOn, "asleep"),
    (Fault::KeepsTheFirstWaker, "stale waker"),
    (Fault::WakesAll, "cannot be served"),
    (Fault::WakesTheLast, "asleep"),
    (Fault::Jumps, "without an offer"),
    (Fault::Assigns, ""),
    (Fault::Overtakes, "for ever"),
    (Fault::HasRoomForOneMore, "no room"),
    (Fault::SendsAfterClose, "after the close"),
    (Fault::ClosesSilently, "asleep"),
    (Fault::ForgetsSenders, "asleep"),
    (Fault::ForgetsTheRest, "are left"),
    (Fault::LastInFirstOut, "instead of"),
    (Fault::KeepsACopy, "dropped 2 times"),
    (Fault::DropsTwice, "dropped 2 times"),
    (Fault::SendsWhenDropped, "values and closed"),
    (Fault::LeavesSilently, "asleep"),
    (Fault::SaysFull, "said to be full"),
    (Fault::KeepsTheWaker, "outlived"),
];

#[test]
#[cfg_attr(miri, ignore = "safe code, and many scripts")]
fn a_careful_toy_passes() {
    random::expect_right::<Toys>();
    explorer::expect_right::<Toys>(explorer::DEPTH.min(4));
    drops::expect_each_dropped_once::<Toys>();
}

#[test]
#[cfg_attr(miri, ignore = "safe code, and many scripts")]
fn random_scripts_catch_every_planted_fault() {
    for (fault, complaint) in FAULTS {
        let found = plant(fault, || (1..=3).try_for_each(random::check::<Toys>));
        let found = found.expect_err(&format!("{fault:?} was not caught"));
        assert!(found.contains(complaint), "{fault:?}: {found}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "safe code, and many scripts")]
fn short_scripts_catch_every_planted_fault() {
    for (fault, complaint) in FAULTS {
        if fault == Fault::Overtakes {
            // That takes more steps.
            continue;
        }
        let found = plant(fault, || explorer::explore::<Toys>(4));
        let found = found.expect_err(&format!("{fault:?} was not caught"));
        assert!(found.contains(complaint), "{fault:?}: {found}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "safe code, and many ways")]
fn values_that_are_dropped_wrongly_are_caught() {
    for (fault, complaint) in [
        (Fault::StopsAtAPanic, "dropped 0 times"),
        (Fault::DropsUnderTheLock, "nobody planned"),
        (Fault::KeepsACopy, "dropped 2 times"),
        (Fault::DropsTwice, "dropped 2 times"),
    ] {
        let found = plant(fault, drops::check::<Toys>);
        let found = found.expect_err(&format!("{fault:?} was not caught"));
        assert!(found.contains(complaint), "{fault:?}: {found}");
    }
}
