//! The promises, each once, for every primitive in every flavor.

mod allocation;
mod callbacks;
mod cancelling;
mod completion;
mod conserving;
mod constants;
mod constants_channels;
mod hand_over;
mod newest_waker;
mod panics;
mod passing_on;

use crate::scene::Subject;

/// What came of asking a primitive for a promise: it was kept, or it does not apply, and why.
pub(crate) type Verdict = Result<(), &'static str>;

/// A promise; panics if it is broken.
pub(crate) struct Promise {
    pub(crate) id: &'static str,
    pub(crate) check: fn(&Subject) -> Verdict,
}

pub(crate) const PROMISES: [Promise; 12] = [
    Promise { id: "C1", check: callbacks::wakers_may_call_back },
    Promise { id: "C2", check: passing_on::a_woken_future_that_is_dropped_passes_on },
    Promise { id: "C3", check: cancelling::a_dropped_waiter_leaves_nobody_asleep },
    Promise { id: "C4", check: conserving::a_dropped_send_was_not_sent },
    Promise { id: "C5", check: conserving::a_dropped_recv_loses_no_message },
    Promise { id: "C6", check: newest_waker::the_newest_waker_is_woken },
    Promise { id: "C7", check: hand_over::one_wake_and_one_poll_per_hand_over },
    Promise { id: "C8", check: allocation::waiting_allocates_nothing },
    Promise { id: "C9", check: panics::a_waker_that_panics_harms_nobody },
    Promise { id: "C10", check: completion::done_and_forgotten_futures_do_no_harm },
    Promise { id: "C11", check: |_| Err("a property of types: tests/auto_traits.rs") },
    Promise { id: "C12", check: constants::everything_can_be_printed },
];
