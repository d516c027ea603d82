//! Is there an order of these operations that a queue could have seen? The search of Wing and Gong,
//! with Lowe's memory of what was tried.

use std::collections::HashSet;

use wakeful::wait::LOST_POLLS;

use crate::history::{Event, History, Side, Wait};
use crate::spec::{Spec, Waiting};

/// At most so many events in a history: one bit each.
pub(crate) const MOST: usize = u128::BITS as usize;

struct Search<'a> {
    events: &'a [Event],
    /// What was done, and what that led to: no need to go there again.
    tried: HashSet<(u128, Spec)>,
    /// The longest order so far.
    longest: u128,
}

/// `Err` tells which events no order reaches.
pub(crate) fn check(history: &History, spec: Spec) -> Result<(), String> {
    let events = &history.events[..];
    assert!(events.len() <= MOST, "a history of {} events is too long", events.len());
    let mut search = Search { events, tried: HashSet::new(), longest: 0 };
    if search.explains_rest(0, spec) {
        return Ok(());
    }
    let left = (0..events.len()).filter(|at| search.longest >> at & 1 == 0);
    let acts: Vec<_> = left.map(|at| events[at].act).collect();
    Err(format!("no order explains this history, at best these are left: {acts:?}\n{history}"))
}

impl Search<'_> {
    /// Whether those that are not `done` can follow in some order.
    fn explains_rest(&mut self, done: u128, spec: Spec) -> bool {
        if done.count_ones() > self.longest.count_ones() {
            self.longest = done;
        }
        let left = || (0..self.events.len()).filter(move |at| done >> at & 1 == 0);
        // Nobody goes before one that ended before it began.
        let Some(first_end) = left().map(|at| self.events[at].end).min() else { return true };
        if !self.tried.insert((done, spec.clone())) {
            return false;
        }
        for at in 0..self.events.len() {
            let event = self.events[at];
            if done >> at & 1 == 1 || event.begin >= first_end {
                continue;
            }
            let waiting = self.waiting(done, at);
            let next = spec.after(event.act, waiting);
            if next.is_some_and(|next| self.explains_rest(done | 1 << at, next)) {
                return true;
            }
        }
        false
    }

    /// Who may be in line while this event happens.
    fn waiting(&self, done: u128, at: usize) -> Waiting {
        let mut waiting = Waiting::default();
        for (other, event) in self.events.iter().enumerate() {
            let Some(Wait { side, since, lost }) = event.waits else { continue };
            if done >> other & 1 == 1 || other == at || since > self.events[at].end {
                continue;
            }
            let line = match side {
                Side::Senders => &mut waiting.senders,
                Side::Receivers => &mut waiting.receivers,
            };
            line.many += 1;
            line.strict |= lost >= usize::from(LOST_POLLS);
        }
        waiting
    }
}
