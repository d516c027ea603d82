//! What a thread in charge does before it sleeps in `block_on`.

use std::time::Instant;

use super::charge::Turn;
use super::process::{CHARGE, Process, stand_in, until};
use crate::executor::{Driver, Parker, here, sleep, sleep_for};

pub(super) struct Hook;

impl Driver for Hook {
    fn park(&self, parker: &Parker, limit: Option<Instant>) {
        stand_in();
        loop {
            let Turn::Until(at) = CHARGE.turn_of(here(), &Process) else {
                return sleep(parker, limit);
            };
            let left = limit.map(|limit| limit.saturating_duration_since(Instant::now()));
            let until = left.map_or(until(at), |left| left.min(until(at)));
            // Who was not unparked has nothing to poll: it looks again.
            if sleep_for(parker, until) || left == Some(until) {
                return;
            }
        }
    }

    fn look(&self) {
        // As before a sleep, which does not follow.
        let _ = CHARGE.turn_of(here(), &Process);
    }

    fn pass_on(&self) {
        CHARGE.pass_on(here(), &Process);
    }

    fn leave(&self) {
        CHARGE.leave(here(), &Process);
    }
}
