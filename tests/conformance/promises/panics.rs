//! C9: if a waker panics, the others are still woken, the panic is raised again, and the primitive
//! stays usable.

use super::Verdict;
use crate::caught::caught;
use crate::crowd::Crowd;
use crate::probe::{Event, PANIC, Probe};
use crate::scene::{Serves, Subject};
use crate::waiter::{Waiter, assert_gone};

pub(super) fn a_waker_that_panics_harms_nobody(subject: &Subject) -> Verdict {
    let n = subject.facts.at_most(if cfg!(miri) { 2 } else { 5 });
    for k in 0..n {
        in_wake(subject, n, k);
        in_clone(subject, n, k);
        in_clone_of_another(subject, n, k);
        in_drop(subject, n, k);
    }
    // More than are woken at a time.
    for k in [0, 8, 19] {
        if subject.facts.alone.is_none() && !cfg!(miri) {
            in_wake(subject, 20, k);
        }
    }
    in_drop_after_a_late_grant(subject);
    in_drop_of_one_who_overtakes(subject);
    Ok(())
}

/// Whether `f` panicked; only a waker's panic will do.
fn panicked<R>(f: impl FnOnce() -> R) -> bool {
    caught(f).map_err(|message| assert_eq!(message, PANIC)).is_err()
}

/// Serves everybody. A future whose poll panicked is dropped. Returns the number of panics.
fn run_to_the_end(crowd: &mut Crowd<'_>) -> usize {
    let mut panics = 0;
    let mut releases = 0;
    while crowd.live() > 0 {
        crowd.assert_nobody_sleeps();
        match crowd.woken().first() {
            Some(&k) => {
                if panicked(|| crowd.poll(k)) {
                    panics += 1;
                    crowd.cancel(k);
                }
            }
            None => {
                releases += 1;
                assert!(releases <= 2 * crowd.waiters.len(), "waiters were lost");
                panics += usize::from(panicked(|| crowd.release()));
            }
        }
    }
    panics
}

fn in_wake(subject: &Subject, n: usize, k: usize) {
    let scene = (subject.set)(n);
    let mut crowd = Crowd::queue(&*scene, &subject.facts, n);
    crowd.waiters[k].probe().panic_at(Event::Wake);
    let panics = run_to_the_end(&mut crowd);
    assert_eq!(panics, 1, "the panic of a waker was not raised again, once");
    scene.poke();
    crowd.finish();
}

fn in_clone(subject: &Subject, n: usize, k: usize) {
    let scene = (subject.set)(n);
    let mut crowd = Crowd::fresh(&*scene, &subject.facts, n);
    crowd.waiters[k].probe().panic_at(Event::Clone);
    for at in 0..n {
        assert_eq!(panicked(|| crowd.waiters[at].queue()), at == k);
    }
    crowd.cancel(k);
    assert_eq!(run_to_the_end(&mut crowd), 0);
    crowd.finish();
}

fn in_clone_of_another(subject: &Subject, n: usize, k: usize) {
    let scene = (subject.set)(n);
    let mut crowd = Crowd::queue(&*scene, &subject.facts, n);
    let other = Probe::new();
    let waker = other.waker();
    other.panic_at(Event::Clone);
    assert!(panicked(|| crowd.waiters[k].poll_with(&waker)));
    crowd.cancel(k);
    assert_eq!(run_to_the_end(&mut crowd), 0);
    drop(waker);
    assert_gone(&other, &subject.facts);
    crowd.finish();
}

fn in_drop(subject: &Subject, n: usize, k: usize) {
    // By a newer waker, and by the drop of the future.
    for cancel in [false, true] {
        if cancel && subject.facts.keeps_waker {
            continue;
        }
        let scene = (subject.set)(n);
        let mut crowd = Crowd::queue(&*scene, &subject.facts, n);
        let probe = crowd.waiters[k].probe().clone();
        let other = Probe::new().waker();
        probe.panic_at(Event::Drop);
        let panic = match cancel {
            true => panicked(|| crowd.cancel(k)),
            false => panicked(|| crowd.waiters[k].poll_with(&other)),
        };
        assert!(panic, "a waker was kept");
        crowd.cancel(k);
        assert_eq!(run_to_the_end(&mut crowd), 0);
        crowd.finish();
    }
}

/// The waker releases when it is cloned, so its future is granted at once and drops the clone.
fn in_drop_after_a_late_grant(subject: &Subject) {
    let facts = &subject.facts;
    let shared = (subject.set)(1);
    let scene = shared.clone();
    let mut waiter = Waiter::new(&*scene);
    waiter.probe().on_event(move |event| match event {
        Event::Clone => shared.release(),
        Event::Wake => {}
        Event::Drop => panic!("{PANIC}"),
    });
    let panic = panicked(|| waiter.poll().map(drop));
    waiter.probe().calm();
    waiter.cancel();
    waiter.finish(facts);
    // What has wakers of its own lets go of its task's when it is dropped: it had its turn by then.
    if panic && facts.unstored.is_none() && facts.allocates.is_none() {
        let mut newcomer = Waiter::new(&*scene);
        assert!(newcomer.poll().is_some(), "a grant was lost with the waker that panicked");
        newcomer.finish(facts);
    }
}

/// One who was not woken is polled, and may take what another one was woken for: it drops the waker that
/// it waited with.
fn in_drop_of_one_who_overtakes(subject: &Subject) {
    let facts = &subject.facts;
    if facts.alone.is_some() || facts.serves != Serves::Takers {
        return;
    }
    let scene = (subject.set)(2);
    let mut crowd = Crowd::queue(&*scene, facts, 2);
    crowd.release();
    let woken = crowd.woken()[0];
    let other = 1 - woken;
    crowd.waiters[other].probe().panic_at(Event::Drop);
    if panicked(|| crowd.poll(other)) {
        crowd.cancel(other);
        crowd.assert_nobody_sleeps();
        assert!(crowd.poll(woken), "a grant was lost with the waker that panicked");
    }
    crowd.waiters[other].probe().calm();
    assert_eq!(run_to_the_end(&mut crowd), 0);
    crowd.finish();
}
