//! C10: a future that is polled after completion says so; one that is forgotten does no harm.

use std::task::{Context, Waker};

use super::Verdict;
use crate::caught::caught;
use crate::crowd::Crowd;
use crate::scene::{Serves, Subject};
use crate::waiter::Waiter;

pub(super) fn done_and_forgotten_futures_do_no_harm(subject: &Subject) -> Verdict {
    polled_after_completion(subject);
    let n = subject.facts.at_most(3);
    for k in 0..n {
        forgotten_while_waiting(subject, n, k);
    }
    forgotten_when_woken(subject, n);
    Ok(())
}

fn polled_after_completion(subject: &Subject) {
    let scene = (subject.set)(1);
    let mut future = scene.wait();
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    scene.release();
    assert!(future.as_mut().poll(&mut context).is_ready());
    let again = caught(|| future.as_mut().poll(&mut context).is_ready());
    let message = again.expect_err("polled after completion");
    assert!(message.contains(subject.facts.completed), "unclear: {message}");
}

fn forgotten_while_waiting(subject: &Subject, n: usize, k: usize) {
    let scene = (subject.set)(n);
    let mut crowd = Crowd::queue(&*scene, &subject.facts, n);
    crowd.waiters[k].forget();
    crowd.release();
    serve_the_others(subject, crowd);
}

fn forgotten_when_woken(subject: &Subject, n: usize) {
    let scene = (subject.set)(n);
    let mut crowd = Crowd::queue(&*scene, &subject.facts, n);
    crowd.release();
    let woken = crowd.woken()[0];
    crowd.waiters[woken].forget();
    serve_the_others(subject, crowd);
}

/// A grant is an offer until it is polled: a newcomer may have what nobody comes for.
fn serve_the_others(subject: &Subject, mut crowd: Crowd<'_>) {
    let facts = &subject.facts;
    if facts.unstored.is_none() && facts.strict.is_none() {
        let mut newcomer = Waiter::new(crowd.scene());
        assert!(newcomer.poll().is_some(), "a forgotten future took its offer with it");
        newcomer.finish(facts);
    }
    if facts.serves == Serves::All {
        crowd.assert_nobody_sleeps();
    }
    // In and out of a list with a forgotten node in it.
    for k in 0..crowd.waiters.len() {
        crowd.cancel(k);
    }
    crowd.scene().poke();
}
