//! C4, C5: a dropped `send` was not sent, a dropped `recv` loses no message.

use crate::crowd::Crowd;
use crate::facts::Ebb;
use crate::stage::Subject;

use super::on_stage;

/// How a waiter ends that does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Unpolled,
    Waiting,
    Woken,
}

const ENDS: [End; 3] = [End::Unpolled, End::Waiting, End::Woken];

fn ebb(subject: &Subject) -> Option<Ebb> {
    on_stage(subject, |stage| stage.moves.ebb())
}

pub(super) fn sends(subject: &Subject) -> bool {
    matches!(ebb(subject), Some(Ebb::Put { .. }))
}

pub(super) fn receives(subject: &Subject) -> bool {
    matches!(ebb(subject), Some(Ebb::Taken { .. } | Ebb::Heard(_)))
}

/// As many messages have moved as futures have completed, however the others ended.
pub(super) fn nothing_is_lost_or_invented(subject: &Subject) {
    for end in ENDS {
        for n in 1..=subject.facts.at_most(4) {
            for victim in 0..n {
                end_one(subject, end, n, victim);
            }
        }
    }
}

fn end_one(subject: &Subject, end: End, n: usize, victim: usize) {
    const LOST: &str = "a message was lost or invented";
    on_stage(subject, |stage| {
        let mut crowd = Crowd::fresh(stage, subject.facts, n);
        let moves = crowd.moves();
        let moved = || moves.ebb().expect("it had one before").moved();
        let mut gone_on = 0;
        for k in 0..n {
            if end == End::Unpolled && k == victim {
                crowd.cancel(k);
            } else {
                assert!(!crowd.poll(k), "a waiter went on before anything was released");
            }
        }
        if end == End::Waiting {
            crowd.cancel(victim);
        }
        for _ in 0..n {
            crowd.release();
            for k in 0..n {
                if crowd.woken().has(k) {
                    match end {
                        End::Woken if k == victim => crowd.cancel(k),
                        _ => gone_on += usize::from(crowd.poll(k)),
                    }
                    assert_eq!(moved(), gone_on, "{LOST}");
                }
            }
        }
        for k in 0..n {
            crowd.cancel(k);
        }
        assert_eq!(moved(), gone_on, "{LOST}");
        while !subject.facts.unstored && gone_on < n {
            crowd.release();
            crowd.come(n);
            assert!(crowd.poll(n), "nothing is left for a newcomer");
            gone_on += 1;
            assert_eq!(moved(), gone_on, "{LOST}");
        }
        crowd.finish();
    });
}
