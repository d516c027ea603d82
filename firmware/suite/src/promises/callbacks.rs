//! C1: no waker is cloned, woken or dropped while a lock is held; so wakers may call back.

use crate::crowd::Crowd;
use crate::probe::{CALL, Event, Probe};
use crate::stage::{Moves, SEATS, Subject};

use super::on_stage;

/// What a waker does to the primitive whose queue it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Release,
    Wait,
    /// All that never waits.
    Poke,
}

const DEEDS: [Deed; 3] = [Deed::Release, Deed::Wait, Deed::Poke];
const MOST: usize = 3;
/// How often a waker calls back. Without end it might take every turn of those who wait.
const PERSISTENCE: u8 = 6;

pub(super) fn wakers_may_call_back(subject: &Subject) {
    for event in Event::ALL {
        for deed in DEEDS {
            // A second waiter would take the place of the one there is.
            if deed != Deed::Wait || !subject.facts.alone {
                call_back(subject, event, deed);
            }
        }
    }
}

fn does(moves: &dyn Moves, deed: Deed) {
    match deed {
        Deed::Poke => moves.poke(),
        Deed::Release => moves.release(),
        Deed::Wait => moves.come_and_go(),
    }
}

fn call_back(subject: &Subject, at: Event, deed: Deed) {
    let n = subject.facts.at_most(MOST);
    on_stage(subject, |stage| {
        let mut crowd = Crowd::fresh(stage, subject.facts, n);
        let moves = crowd.moves();
        let others: [_; MOST] = core::array::from_fn(|k| Probe::fresh(SEATS + k));
        for (k, other) in others.iter().enumerate().take(n) {
            other.call_back(at, PERSISTENCE);
            crowd.probe(k).call_back(at, PERSISTENCE);
        }
        CALL.during_here(&|| does(moves, deed), || {
            // Cloned, and if that is what they are hostile at, released when they are not queued yet.
            for k in 0..n {
                crowd.poll(k);
            }
            // Replaced by other wakers and back again: cloned and dropped.
            for (k, other) in others.iter().enumerate().take(n) {
                let waker = other.waker();
                if crowd.is_live(k) {
                    crowd.poll_with(k, &waker);
                }
                if crowd.is_live(k) {
                    crowd.poll(k);
                }
            }
            if n > 1 {
                crowd.cancel(1);
            }
            crowd.run_to_the_end();
        });
        for other in others {
            other.calm();
            assert!(other.alive() <= usize::from(subject.facts.keeps_waker));
        }
        crowd.finish();
    });
}
