//! C7: one wake and one poll per hand-over, with any number of waiters.

use super::Verdict;
use crate::crowd::Crowd;
use crate::scene::{Serves, Subject};

const CROWDS: &[usize] = if cfg!(miri) { &[1, 2, 9] } else { &[1, 2, 3, 8, 9, 32, 33, 64] };

pub(super) fn one_wake_and_one_poll_per_hand_over(subject: &Subject) -> Verdict {
    for n in CROWDS {
        let n = subject.facts.at_most(*n);
        hand_over(subject, n, 1);
        if subject.facts.serves == Serves::Takers && subject.facts.alone.is_none() {
            hand_over(subject, n, n);
        }
    }
    Ok(())
}

/// `burst` releases at a time, until all are served.
fn hand_over(subject: &Subject, n: usize, burst: usize) {
    let scene = (subject.set)(n);
    let mut crowd = Crowd::queue(&*scene, &subject.facts, n);
    while crowd.live() > 0 {
        crowd.assert_nobody_woken_in_vain();
        let woken = crowd.woken();
        if woken.is_empty() {
            for _ in 0..burst {
                crowd.release();
            }
            assert!(!crowd.woken().is_empty(), "a release woke nobody");
        }
        for k in woken {
            assert!(crowd.poll(k), "a waiter was woken in vain");
            crowd.assert_nobody_woken_in_vain();
        }
    }
    for waiter in &crowd.waiters {
        assert_eq!(waiter.probe().wakes(), 1, "a waiter was woken more than once");
        assert_eq!(waiter.polls(), 2, "a waiter was polled more than once after it waited");
    }
    crowd.finish();
}
