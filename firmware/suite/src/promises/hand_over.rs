//! C7: one wake and one poll per hand-over, with any number of waiters.

use crate::crowd::Crowd;
use crate::facts::Serves;
use crate::stage::{SEATS, Subject};

use super::on_stage;

pub(super) fn one_wake_and_one_poll_per_hand_over(subject: &Subject) {
    for n in 1..=subject.facts.at_most(SEATS) {
        hand_over(subject, n, 1);
        if subject.facts.serves == Serves::Takers {
            hand_over(subject, n, n);
        }
    }
}

/// `burst` releases at a time, until all are served.
fn hand_over(subject: &Subject, n: usize, burst: usize) {
    on_stage(subject, |stage| {
        let mut crowd = Crowd::queue(stage, subject.facts, n);
        while crowd.live() > 0 {
            crowd.assert_nobody_woken_in_vain();
            let woken = crowd.woken();
            if woken.len() == 0 {
                for _ in 0..burst {
                    crowd.release();
                }
                assert!(crowd.woken().len() > 0, "a release woke nobody");
            }
            for k in woken.iter() {
                assert!(crowd.poll(k), "a waiter was woken in vain");
                crowd.assert_nobody_woken_in_vain();
            }
        }
        for k in 0..n {
            assert_eq!(crowd.probe(k).wakes(), 1, "a waiter was woken more than once");
            assert_eq!(crowd.polled(k), 2, "a waiter was polled more than once after it waited");
        }
        crowd.finish();
    });
}
