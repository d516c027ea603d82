//! C3: dropping a waiting future at any place of the queue re-evaluates the queue.

use crate::crowd::Crowd;
use crate::few::Few;
use crate::stage::Subject;

use super::on_stage;

const MOST: usize = 3;

pub(super) fn a_dropped_waiter_leaves_nobody_asleep(subject: &Subject) {
    for n in 1..=subject.facts.at_most(MOST) {
        orders(subject, n, Few::default(), &mut [0; MOST]);
    }
}

/// Drops them in every sequence of different numbers below `n` that begins like this.
fn orders(subject: &Subject, n: usize, used: Few, victims: &mut [usize; MOST]) {
    let count = used.len();
    for release_at in 0..=count {
        drop_in_order(subject, n, &victims[..count], release_at);
    }
    for next in (0..n).filter(|&k| !used.has(k)) {
        victims[count] = next;
        orders(subject, n, used.with(next), victims);
    }
}

fn drop_in_order(subject: &Subject, n: usize, victims: &[usize], release_at: usize) {
    on_stage(subject, |stage| {
        let mut crowd = Crowd::queue(stage, subject.facts, n);
        for (at, victim) in victims.iter().enumerate() {
            if at == release_at {
                crowd.release();
                crowd.assert_nobody_sleeps();
            }
            crowd.cancel(*victim);
            crowd.assert_nobody_sleeps();
            crowd.assert_nobody_woken_in_vain();
        }
        if release_at == victims.len() {
            crowd.release();
        }
        while crowd.live() > 0 {
            crowd.assert_nobody_sleeps();
            match crowd.woken().first() {
                Some(k) => assert!(crowd.poll(k), "a waiter was woken in vain"),
                None => crowd.release(),
            }
        }
        crowd.finish();
    });
}
