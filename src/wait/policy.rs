//! What a primitive allows: a pure function.

/// The rules of a primitive as a pure function on its state.
///
/// # Rules for rules
///
/// * Pure: the result depends on the arguments alone. `grant` may run any number of times.
/// * If requests can be granted one after the other in some order, every order works and leaves
///   the same state; offers to several waiters rely on it.
/// * A grant that returns the state unchanged takes nothing, and nothing is given back for it. A
///   newcomer gets it whoever waits; a waiter gets it past others after an
///   [`update`](super::WaitQueue::update), else in its turn.
/// * States use the low [`STATE_BITS`](super::STATE_BITS) bits.
///
/// The crate's own policies are tested by enumerating all small states against these rules.
pub trait Policy {
    /// What a waiter asks for.
    type Request: Copy;

    /// Whether at most one waiter can be served between two releases. Then nobody needs to hear
    /// of a release while the front of the queue holds an offer.
    const EXCLUSIVE: bool;

    /// The state after `request` was granted, or `None` to refuse.
    fn grant(state: usize, request: Self::Request) -> Option<usize>;

    /// What a release of `request` adds to the state, wrapping.
    ///
    /// A difference and not a new state, because that makes a release one `fetch_add`.
    fn refund(request: Self::Request) -> usize {
        let _ = request;
        0
    }

    /// Whether `request` goes before all who wait, and takes also while others are served strictly.
    ///
    /// For those who hold what the others wait for, and need more of it to go on.
    #[inline(always)]
    fn goes_first(request: Self::Request) -> bool {
        let _ = request;
        false
    }

    /// What `request`, refused in `state`, asks for from now on, while it waits.
    ///
    /// For policies that ask *since when* one waits.
    #[inline(always)]
    fn queued(state: usize, request: Self::Request) -> Self::Request {
        let _ = state;
        request
    }

    /// The state to keep when the last waiter has left the queue.
    #[inline(always)]
    fn idle(state: usize) -> usize {
        state
    }
}

/// How a request was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The state changed; a release changes it back.
    Took,
    /// The state stayed as it was; there is nothing to give back.
    Passed,
}
