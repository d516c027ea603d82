//! C6: the newest waker is the one woken; the same waker is not cloned twice.

use crate::crowd::Crowd;
use crate::probe::Probe;
use crate::stage::{SEATS, Subject};

use super::on_stage;

pub(super) fn the_newest_waker_is_woken(subject: &Subject) {
    let n = subject.facts.at_most(3);
    for k in 0..n {
        by_another_task(subject, n, k, false);
        by_another_task(subject, n, k, true);
    }
}

/// The task of waiter `k` changes, and if `back`, changes back.
fn by_another_task(subject: &Subject, n: usize, k: usize, back: bool) {
    on_stage(subject, |stage| {
        let mut crowd = Crowd::queue(stage, subject.facts, n);
        let (old, new) = (crowd.probe(k), Probe::fresh(SEATS));
        let waker = new.waker();

        let clones = old.clones();
        assert!(!crowd.poll(k));
        assert_eq!(old.clones(), clones, "a waker was cloned that was held already");

        assert!(!crowd.poll_with(k, &waker));
        assert_eq!(old.alive(), 1, "a stale waker was kept");
        if back {
            assert!(!crowd.poll(k));
            assert_eq!(new.alive(), 1, "a stale waker was kept");
        }
        for other in (0..n).filter(|other| *other != k) {
            crowd.cancel(other);
        }
        crowd.release();
        let (newest, stale) = if back { (old, new) } else { (new, old) };
        assert_eq!(newest.wakes(), 1, "the newest waker was not woken");
        assert_eq!(stale.wakes(), 0, "a stale waker was woken");
        assert!(crowd.poll(k));
        crowd.finish();
    });
}
