//! C3: dropping a waiting future at any place of the queue re-evaluates the queue.

use super::Verdict;
use crate::crowd::Crowd;
use crate::scene::Subject;

/// Up to this many waiters, they are dropped in every order.
const ALL_ORDERS: usize = if cfg!(miri) { 2 } else { 4 };
const MOST: usize = if cfg!(miri) { 2 } else { 5 };

pub(super) fn a_dropped_waiter_leaves_nobody_asleep(subject: &Subject) -> Verdict {
    for n in 1..=subject.facts.at_most(MOST) {
        if n <= ALL_ORDERS {
            orders(n, &mut Vec::new(), &mut |victims| drop_in_order(subject, n, victims));
        } else {
            subsets(n, &mut |victims| drop_in_order(subject, n, victims));
        }
    }
    Ok(())
}

/// Every sequence of different numbers below `n`.
fn orders(n: usize, start: &mut Vec<usize>, check: &mut impl FnMut(&[usize])) {
    check(start);
    for next in 0..n {
        if !start.contains(&next) {
            start.push(next);
            orders(n, start, check);
            start.pop();
        }
    }
}

/// Every subset of the numbers below `n`, upwards and downwards.
fn subsets(n: usize, check: &mut impl FnMut(&[usize])) {
    for set in 0..1_usize << n {
        let mut victims: Vec<_> = (0..n).filter(|k| set >> k & 1 == 1).collect();
        check(&victims);
        victims.reverse();
        check(&victims);
    }
}

fn drop_in_order(subject: &Subject, n: usize, victims: &[usize]) {
    for release_at in 0..=victims.len() {
        let scene = (subject.set)(n);
        let mut crowd = Crowd::queue(&*scene, &subject.facts, n);
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
                Some(&k) => {
                    assert!(crowd.poll(k), "a waiter was woken in vain")
                }
                None => crowd.release(),
            }
        }
        crowd.finish();
    }
}
