//! C1: no waker is cloned, woken or dropped while a lock is held; so wakers may call back.

use std::cell::Cell;
use std::rc::Rc;
use std::task::{Context, Waker};

use super::Verdict;
use crate::crowd::Crowd;
use crate::probe::{Event, Probe};
use crate::scene::{Scene, Subject};
use crate::waiter::assert_gone;
use crate::watched;

/// What a waker does to the primitive whose queue it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// All that never waits.
    Poke,
    Release,
    /// Polls another waiter, which may get its turn, and drops it.
    Wait,
}

impl Act {
    const ALL: [Self; 3] = [Self::Release, Self::Wait, Self::Poke];
}

pub(super) fn wakers_may_call_back(subject: &Subject) -> Verdict {
    for (at, event) in Event::ALL.into_iter().enumerate() {
        for (what, act) in Act::ALL.into_iter().enumerate() {
            // A second waiter would take the place of the one there is.
            let possible = act != Act::Wait || subject.facts.alone.is_none();
            if possible && (at == what || !cfg!(miri)) {
                call_back(subject, event, act);
            }
        }
    }
    Ok(())
}

const MOST: usize = if cfg!(miri) { 2 } else { 4 };

/// How often a waker calls back. Without end it might take every turn of those who wait.
const PERSISTENCE: usize = if cfg!(miri) { 1 } else { 6 };

fn act(scene: &dyn Scene, act: Act) {
    match act {
        Act::Poke => scene.poke(),
        Act::Release => scene.release(),
        Act::Wait => {
            let mut other = scene.wait();
            drop(other.as_mut().poll(&mut Context::from_waker(Waker::noop())));
        }
    }
}

fn hostile(probe: &Rc<Probe>, scene: &Rc<dyn Scene>, at: Event, what: Act) {
    let (scene, left) = (scene.clone(), Cell::new(PERSISTENCE));
    probe.on_event(move |event| {
        if event == at && left.get() > 0 {
            left.set(left.get() - 1);
            act(&*scene, what);
        }
    });
}

fn call_back(subject: &Subject, at: Event, what: Act) {
    watched::violations();
    let n = subject.facts.at_most(MOST);
    let shared = (subject.set)(n);
    let scene = shared.clone();
    let mut crowd = Crowd::fresh(&*scene, &subject.facts, n);
    let others: Vec<_> = (0..n).map(|_| Probe::new()).collect();
    for probe in others.iter().chain(crowd.waiters.iter().map(|w| w.probe())) {
        hostile(probe, &shared, at, what);
    }
    // Cloned, and if that is what they are hostile at, released when they are not queued yet.
    for k in 0..n {
        crowd.poll(k);
    }
    // Replaced by other wakers and back again: cloned and dropped.
    for (k, other) in others.iter().enumerate() {
        let waker = other.waker();
        if crowd.waiters[k].is_live() {
            drop(crowd.waiters[k].poll_with(&waker));
        }
        if crowd.waiters[k].is_live() {
            crowd.poll(k);
        }
    }
    if n > 1 {
        crowd.cancel(1);
    }
    crowd.run_to_the_end();
    for other in &others {
        other.calm();
        assert_gone(other, &subject.facts);
    }
    crowd.finish();
    let violations = watched::violations();
    assert_eq!(violations, 0, "wakers were used under a lock ({what:?} in {at:?})");
}
