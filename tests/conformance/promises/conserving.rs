//! C4, C5: a dropped `send` was not sent, a dropped `recv` loses no message.

use super::Verdict;
use crate::scene::{Ebb, Subject};
use crate::waiter::Waiter;

/// How a waiter ends that does not go on.
#[derive(Clone, Copy, Debug)]
enum End {
    DroppedUnpolled,
    DroppedWaiting,
    DroppedWoken,
    ForgottenWoken,
}

const ENDS: [End; 4] =
    [End::DroppedUnpolled, End::DroppedWaiting, End::DroppedWoken, End::ForgottenWoken];

pub(super) fn a_dropped_send_was_not_sent(subject: &Subject) -> Verdict {
    match (subject.set)(1).ebb() {
        Some(Ebb::Put { .. }) => count(subject),
        _ => Err(subject.facts.effective.unwrap_or("nothing is sent")),
    }
}

pub(super) fn a_dropped_recv_loses_no_message(subject: &Subject) -> Verdict {
    match (subject.set)(1).ebb() {
        Some(Ebb::Taken { .. } | Ebb::Heard(_)) => count(subject),
        _ => Err(subject.facts.effective.unwrap_or("nothing is received")),
    }
}

/// As many messages have moved as futures have completed, however the others ended.
fn count(subject: &Subject) -> Verdict {
    for end in ENDS {
        for n in 1..=subject.facts.at_most(4) {
            for victim in 0..n {
                end_one(subject, end, n, victim);
            }
        }
    }
    Ok(())
}

fn end_one(subject: &Subject, end: End, n: usize, victim: usize) {
    let scene = (subject.set)(n);
    let moved = || scene.ebb().expect("it had one before").moved();
    let mut waiters: Vec<_> = (0..n).map(|_| Waiter::new(&*scene)).collect();
    let mut gone_on = 0;
    for (k, waiter) in waiters.iter_mut().enumerate() {
        if matches!(end, End::DroppedUnpolled) && k == victim {
            waiter.cancel();
        } else {
            waiter.queue();
        }
    }
    if matches!(end, End::DroppedWaiting) {
        waiters[victim].cancel();
    }
    for _ in 0..n {
        scene.release();
        for (k, waiter) in waiters.iter_mut().enumerate() {
            if !waiter.is_live() || !waiter.is_woken() {
                continue;
            }
            match end {
                End::DroppedWoken if k == victim => waiter.cancel(),
                End::ForgottenWoken if k == victim => waiter.forget(),
                _ => gone_on += usize::from(waiter.poll().is_some()),
            }
            assert_eq!(moved(), gone_on, "{end:?}: a message was lost or invented");
        }
    }
    // Those who were behind a future that was forgotten may sleep; what they would have sent or received
    // is there for others.
    for waiter in &mut waiters {
        waiter.cancel();
    }
    assert_eq!(moved(), gone_on, "{end:?}: a message was lost or invented");
    let strict = subject.facts.strict.is_some() && matches!(end, End::ForgottenWoken);
    if strict || subject.facts.unstored.is_some() {
        return;
    }
    while gone_on < n {
        scene.release();
        let mut newcomer = Waiter::new(&*scene);
        assert!(newcomer.poll().is_some(), "{end:?}: nothing is left for a newcomer");
        gone_on += 1;
        assert_eq!(moved(), gone_on, "{end:?}: a message was lost or invented");
    }
}
