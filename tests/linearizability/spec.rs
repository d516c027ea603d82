//! What a bounded queue does, one operation at a time.

use std::collections::VecDeque;

use crate::ends::next_of;
use crate::history::{Act, Side};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Spec {
    capacity: usize,
    by_rank: bool,
    queue: VecDeque<usize>,
    closed: bool,
    senders: usize,
    receivers: usize,
}

/// The operations of one side that are under way, can wait, and have not done anything yet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct InLine {
    pub(crate) many: usize,
    /// One of them was overtaken so often that newcomers are refused.
    pub(crate) strict: bool,
}

impl InLine {
    /// Whether all of so many values, or slots, may be promised to them.
    fn may_claim(self, so_many: usize) -> bool {
        so_many <= self.many || self.strict
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Waiting {
    pub(crate) senders: InLine,
    pub(crate) receivers: InLine,
}

impl Spec {
    pub(crate) fn new(capacity: usize, by_rank: bool, senders: usize, receivers: usize) -> Self {
        Self { capacity, by_rank, queue: VecDeque::new(), closed: false, senders, receivers }
    }

    /// What is after `act`; `None` if it may not happen now.
    ///
    /// Room or a value may be promised to somebody who waits; a newcomer is then told that there is
    /// none. If nobody waits, *full* and *empty* mean what they say.
    pub(crate) fn after(&self, act: Act, waiting: Waiting) -> Option<Self> {
        let mut next = self.clone();
        let free = self.capacity.saturating_sub(self.queue.len());
        let is_legal = match act {
            Act::Sent(value) => {
                next.queue.push_back(value);
                !self.closed && free > 0
            }
            Act::Full => !self.closed && waiting.senders.may_claim(free),
            Act::Refused => self.closed,
            Act::Received(value) => {
                let first = next_of(&self.queue, self.by_rank);
                first.and_then(|at| next.queue.remove(at)) == Some(value)
            }
            Act::Empty => {
                !(self.closed && self.queue.is_empty())
                    && waiting.receivers.may_claim(self.queue.len())
            }
            Act::Drained => self.closed && self.queue.is_empty(),
            Act::GaveUp(_) => true,
            Act::Closed => {
                next.closed = true;
                true
            }
            Act::Left(side) => {
                let left = match side {
                    Side::Senders => &mut next.senders,
                    Side::Receivers => &mut next.receivers,
                };
                *left -= 1;
                next.closed |= *left == 0;
                true
            }
            Act::Quiet { senders, receivers } => {
                let can_send = self.closed || free > 0;
                let can_receive = self.closed || !self.queue.is_empty();
                !(senders && can_send || receivers && can_receive)
            }
        };
        is_legal.then_some(next)
    }
}
