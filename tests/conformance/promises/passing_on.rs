//! C2: a future that was woken and is dropped before its next poll passes the wake-up on.

use super::Verdict;
use crate::crowd::Crowd;
use crate::scene::Subject;
use crate::waiter::Waiter;

pub(super) fn a_woken_future_that_is_dropped_passes_on(subject: &Subject) -> Verdict {
    to_another_waiter(subject);
    to_a_newcomer(subject);
    Ok(())
}

fn to_another_waiter(subject: &Subject) {
    for n in 1..=subject.facts.at_most(5) {
        let scene = (subject.set)(n);
        let mut crowd = Crowd::queue(&*scene, &subject.facts, n);
        crowd.release();
        while crowd.live() > 1 {
            crowd.assert_nobody_sleeps();
            let woken = crowd.woken()[0];
            crowd.cancel(woken);
            if subject.facts.effective.is_some() {
                // Nothing was left to pass on.
                crowd.assert_nobody_woken_in_vain();
                crowd.release();
            }
        }
        crowd.assert_nobody_sleeps();
        let last = crowd.woken()[0];
        assert!(crowd.poll(last), "what was passed on did not arrive");
        crowd.finish();
    }
}

fn to_a_newcomer(subject: &Subject) {
    let facts = &subject.facts;
    let scene = (subject.set)(1);
    let mut crowd = Crowd::queue(&*scene, facts, 1);
    crowd.release();
    crowd.cancel(0);
    let mut newcomer = Waiter::new(&*scene);
    let ready = newcomer.poll().is_some();
    newcomer.finish(facts);
    crowd.finish();
    assert!(ready || facts.unstored.is_some(), "nothing was left for a newcomer");
}
