//! The rules of every primitive, checked in all small states: policies are pure functions, so this
//! needs no tasks, no threads and no luck.

use std::collections::BTreeSet;
use std::fmt::Debug;

use wakeful::sync::generic::{
    Cancelled, Counting, Exclusive, Flag, Mode, Notifications, Once, ReadWrite, Rounds, Zero,
};
use wakeful::wait::{Policy, STATE_BITS};

/// The states that grants and releases of `requests` reach from `starts`, in at most `depth` steps.
fn reachable<P: Policy>(
    starts: &[usize],
    requests: &[P::Request],
    depth: usize,
) -> BTreeSet<usize> {
    let mut states: BTreeSet<usize> = starts.iter().copied().collect();
    let mut edge = states.clone();
    for _ in 0..depth {
        let next: BTreeSet<usize> = edge
            .iter()
            .flat_map(|state| requests.iter().filter_map(|request| P::grant(*state, *request)))
            .filter(|state| !states.contains(state))
            .collect();
        states.extend(&next);
        edge = next;
    }
    states
}

fn masked(state: usize) -> usize {
    state & ((1 << STATE_BITS) - 1)
}

/// The rules that the documentation of `Policy` states. Returns how many cases were looked at.
fn keeps_the_rules<P: Policy>(starts: &[usize], requests: &[P::Request]) -> usize
where
    P::Request: Debug,
{
    let mut cases = 0;
    for state in reachable::<P>(starts, requests, 4) {
        assert!(state < 1 << STATE_BITS, "{state:#x} does not fit");
        for first in requests {
            cases += 1;
            let Some(after) = P::grant(state, *first) else { continue };
            assert_eq!(P::grant(state, *first), Some(after), "not pure");
            if after == state {
                // Takes nothing: so it may be granted past others, any number of times.
                continue;
            }
            let back = masked(after.wrapping_add(P::refund(*first)));
            if !P::goes_first(*first) {
                assert_eq!(back, state, "{first:?} in {state:#x} does not give back what it took");
            }
            for second in requests {
                cases += 1;
                let both = P::grant(after, *second);
                // An offer to both may be taken up in either order.
                if let (Some(both), Some(other)) = (both, P::grant(state, *second)) {
                    let swapped = P::grant(other, *first);
                    assert_eq!(swapped, Some(both), "{first:?}, {second:?} in {state:#x}");
                }
                if P::EXCLUSIVE {
                    assert_eq!(both, None, "{second:?} is served beside {first:?}");
                }
            }
        }
    }
    cases
}

#[test]
fn a_mutex_has_one_holder() {
    assert!(keeps_the_rules::<Exclusive>(&[0], &[()]) > 0);
    assert_eq!(Exclusive::grant(0, ()), Some(1));
    assert_eq!(Exclusive::grant(1, ()), None);
}

#[test]
fn a_reader_writer_lock_has_one_writer_or_readers() {
    let modes = [Mode::Read, Mode::Upgradable, Mode::Write, Mode::Upgrade];
    let states = reachable::<ReadWrite>(&[0], &modes, 6);
    assert!(keeps_the_rules::<ReadWrite>(&[0], &modes) > 100);
    for state in states {
        let (writer, upgradable, readers) = (state & 1, state >> 1 & 1, state >> 2);
        assert!(writer == 0 || readers == 0, "a writer beside readers in {state:#x}");
        // Writer and upgradable reader together are one holder, on its way up.
        let may = |mode| ReadWrite::grant(state, mode).is_some();
        assert_eq!(may(Mode::Read), writer == 0);
        assert_eq!(may(Mode::Upgradable), writer == 0 && upgradable == 0);
        assert_eq!(may(Mode::Write), state == 0);
        assert_eq!(may(Mode::Upgrade), writer == 0 && upgradable == 1 && readers == 0);
    }
}

#[test]
fn a_reader_writer_lock_stops_readers_before_their_count_wraps() {
    let most = 1 << (STATE_BITS - 1);
    assert_eq!(ReadWrite::grant(most, Mode::Read), None);
    assert!(ReadWrite::grant(most - 4, Mode::Read).is_some());
}

#[test]
fn a_semaphore_conserves_its_permits() {
    let starts: Vec<usize> = (0..6).map(|permits| permits * 2).collect();
    assert!(keeps_the_rules::<Counting>(&starts, &[0, 1, 2, 3, 7]) > 60);
    for permits in 0..6 {
        for n in 0..8 {
            let left = (permits >= n).then(|| (permits - n) * 2);
            assert_eq!(Counting::grant(permits * 2, n as u32), left);
        }
    }
    assert_eq!(Counting::grant(2, u32::MAX), None);
}

#[test]
fn a_closed_semaphore_lets_everybody_pass_and_takes_nothing() {
    for permits in 0..4 {
        for n in [0, 1, 5, u32::MAX] {
            assert_eq!(Counting::grant(permits * 2 + 1, n), Some(permits * 2 + 1));
        }
    }
}

#[test]
fn an_event_lets_pass_who_queued_before_it_was_set() {
    // State: the bit *set*, and the epoch above it. Newcomers ask with 1.
    for epoch in 0..4 {
        let (off, on) = (epoch * 2, epoch * 2 + 1);
        assert_eq!(Flag::grant(off, 1), None);
        assert_eq!(Flag::grant(on, 1), Some(on));
        let queued = Flag::queued(off, 1);
        assert_eq!(Flag::grant(off, queued), None);
        assert_eq!(Flag::grant(on + 2, queued), Some(on + 2), "set");
        assert_eq!(Flag::grant(off + 2, queued), Some(off + 2), "set and reset again");
    }
}

#[test]
fn notifications_are_taken_one_each_and_outlived_by_epochs() {
    assert!(keeps_the_rules::<Notifications>(&[0, 1, 2, 3], &[0]) > 3);
    assert_eq!(Notifications::grant(0, 0), None);
    assert_eq!(Notifications::grant(2, 0), Some(1));
    assert_eq!(Notifications::grant(2, 1), Some(2), "of another epoch: passes");
    for permits in 0..5 {
        assert_eq!(Notifications::idle(permits), permits.min(1));
    }
}

#[test]
fn latches_and_wait_groups_pass_at_zero() {
    assert!(keeps_the_rules::<Zero>(&[0, 1, 2], &[()]) > 2);
    for left in 0..5 {
        assert_eq!(Zero::grant(left, ()).is_some(), left == 0);
    }
}

#[test]
fn a_barrier_lets_pass_who_came_in_an_earlier_round() {
    let round = 1 << (STATE_BITS / 2);
    for arrived in 0..3 {
        assert_eq!(Rounds::grant(arrived, 0), None);
        assert_eq!(Rounds::grant(round + arrived, 0), Some(round + arrived));
        assert_eq!(Rounds::grant(round + arrived, 1), None);
    }
}

#[test]
fn a_once_cell_is_filled_by_one_and_then_lets_everybody_pass() {
    assert!(keeps_the_rules::<Once>(&[0, 2], &[()]) > 2);
    assert_eq!(Once::grant(0, ()), Some(1));
    assert_eq!(Once::grant(1, ()), None);
    assert_eq!(Once::grant(2, ()), Some(2));
}

#[test]
fn a_token_lets_pass_when_it_is_cancelled() {
    assert_eq!(Cancelled::grant(0, ()), None);
    assert_eq!(Cancelled::grant(1, ()), Some(1));
}

/// A policy that takes two and gives back one.
struct Leaky;

impl Policy for Leaky {
    type Request = ();
    const EXCLUSIVE: bool = false;

    fn grant(state: usize, (): ()) -> Option<usize> {
        state.checked_sub(2)
    }

    fn refund((): ()) -> usize {
        1
    }
}

#[test]
#[should_panic = "does not give back what it took"]
fn a_policy_that_loses_something_is_caught() {
    keeps_the_rules::<Leaky>(&[4], &[()]);
}
