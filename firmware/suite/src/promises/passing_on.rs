//! C2: a future that was woken and is dropped before its next poll passes the wake-up on.

use crate::crowd::Crowd;
use crate::stage::{SEATS, Subject};

use super::on_stage;

pub(super) fn a_woken_future_that_is_dropped_passes_on(subject: &Subject) {
    for n in 1..=subject.facts.at_most(SEATS) {
        to_another_waiter(subject, n);
    }
    to_a_newcomer(subject);
}

fn woken(crowd: &Crowd<'_, '_>) -> usize {
    crowd.woken().first().expect("nobody was woken")
}

fn to_another_waiter(subject: &Subject, n: usize) {
    on_stage(subject, |stage| {
        let mut crowd = Crowd::queue(stage, subject.facts, n);
        crowd.release();
        while crowd.live() > 1 {
            crowd.assert_nobody_sleeps();
            crowd.cancel(woken(&crowd));
            if subject.facts.effective {
                // Nothing was left to pass on.
                crowd.assert_nobody_woken_in_vain();
                crowd.release();
            }
        }
        crowd.assert_nobody_sleeps();
        let last = woken(&crowd);
        assert!(crowd.poll(last), "what was passed on did not arrive");
        crowd.finish();
    });
}

fn to_a_newcomer(subject: &Subject) {
    on_stage(subject, |stage| {
        let mut crowd = Crowd::queue(stage, subject.facts, 1);
        crowd.release();
        crowd.cancel(0);
        crowd.come(1);
        let ready = crowd.poll(1);
        crowd.finish();
        assert!(ready || subject.facts.unstored, "nothing was left for a newcomer");
    });
}
