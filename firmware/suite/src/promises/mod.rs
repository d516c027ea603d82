//! The promises, each once, for every primitive in every flavor.

mod callbacks;
mod cancelling;
mod conserving;
mod hand_over;
mod interrupts;
mod newest_waker;
mod passing_on;

use board::Tests;

use crate::stage::{Stage, Subject};

/// Whether the promise applies.
type Verdict = bool;

/// A promise; panics if it is broken.
struct Promise {
    name: &'static str,
    applies: fn(&Subject) -> Verdict,
    check: fn(&Subject),
}

const PROMISES: [Promise; 9] = [
    Promise {
        name: "C1, wakers may call back",
        applies: |_| true,
        check: callbacks::wakers_may_call_back,
    },
    Promise {
        name: "C2, a woken future that is dropped passes on",
        applies: |_| true,
        check: passing_on::a_woken_future_that_is_dropped_passes_on,
    },
    Promise {
        name: "C3, a dropped waiter leaves nobody asleep",
        applies: |_| true,
        check: cancelling::a_dropped_waiter_leaves_nobody_asleep,
    },
    Promise {
        name: "C4, a dropped send was not sent",
        applies: conserving::sends,
        check: conserving::nothing_is_lost_or_invented,
    },
    Promise {
        name: "C5, a dropped recv loses no message",
        applies: conserving::receives,
        check: conserving::nothing_is_lost_or_invented,
    },
    Promise {
        name: "C6, the newest waker is woken",
        applies: |_| true,
        check: newest_waker::the_newest_waker_is_woken,
    },
    Promise {
        name: "C7, one wake and one poll per hand-over",
        applies: |_| true,
        check: hand_over::one_wake_and_one_poll_per_hand_over,
    },
    Promise {
        name: "a handler wakes those who sleep",
        applies: interrupts::apply,
        check: interrupts::a_handler_wakes_those_who_sleep,
    },
    Promise {
        name: "a handler at any time leaves nobody asleep",
        applies: interrupts::apply,
        check: interrupts::a_handler_at_any_time_leaves_nobody_asleep,
    },
];

/// Asks all of them for all that applies.
pub fn ask<'a>(subjects: impl IntoIterator<Item = &'a Subject>, tests: &mut Tests) {
    for subject in subjects {
        for promise in &PROMISES {
            if (promise.applies)(subject) {
                tests.check(subject.name, promise.name, || (promise.check)(subject));
            }
        }
    }
}

/// Sets the scene, and lets `act` have the stage.
fn on_stage<T>(subject: &Subject, act: impl FnOnce(&mut Stage<'_>) -> T) -> T {
    let (mut act, mut result) = (Some(act), None);
    (subject.set)(&mut |stage| {
        let act = act.take().expect("a scene is set once");
        result = Some(act(stage));
    });
    result.expect("a scene that is set is played")
}
