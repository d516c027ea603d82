//! One way in which things may stand, as far as they can be seen.

use std::task::Poll;

use wakeful::wait::LOST_POLLS;

use crate::primitive::Model;

/// One who is in the queue.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry<A> {
    pub(crate) id: usize,
    pub(crate) ask: A,
    pub(crate) woken: bool,
    /// Set by a signal that gives it what it was offered, for good.
    pub(crate) granted: bool,
    /// How often it lost at the front, at least and at most. At [`LOST_POLLS`] the queue goes strict.
    least_lost: u8,
    most_lost: u8,
}

impl<A> Entry<A> {
    fn is_surely_strict(&self) -> bool {
        self.least_lost >= LOST_POLLS && !self.woken
    }

    fn may_be_strict(&self) -> bool {
        self.most_lost >= LOST_POLLS
    }
}

/// A waiter that passes, and whether it knows.
#[derive(Clone, Debug, PartialEq)]
struct Passed {
    id: usize,
    woken: bool,
}

/// One way in which things may stand.
///
/// A waiter that was woken has an offer, and is in the queue; or it was granted what it asks for
/// (`granted`), and the state counts it. From outside these look the same.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct World<M: Model> {
    fair: bool,
    pub(crate) state: M,
    queue: Vec<Entry<M::Ask>>,
    granted: Vec<usize>,
    passed: Vec<Passed>,
}

impl<M: Model> World<M> {
    pub(crate) fn new(fair: bool, state: M) -> Self {
        Self { fair, state, queue: Vec::new(), granted: Vec::new(), passed: Vec::new() }
    }

    /// Whether nobody waits or is on the way.
    pub(crate) fn is_quiet(&self) -> bool {
        self.queue.is_empty() && self.granted.is_empty() && self.passed.is_empty()
    }

    /// A poll that ended like this: `Ready` with or without a guard. `None` if it may not.
    pub(crate) fn poll(mut self, id: usize, ask: M::Ask, result: Poll<bool>) -> Option<Self> {
        if M::goes_first(ask) && result.is_ready() {
            // It gives back what it held before.
            self.released();
        }
        if self.leave_granted(id) {
            return (result == Poll::Ready(M::HOLDS)).then_some(self);
        }
        if self.leave_passed(id) || self.state.passes(ask) {
            self.queue.retain(|entry| entry.id != id);
            return (result == Poll::Ready(false)).then_some(self);
        }
        let first = M::goes_first(ask);
        let front = self.queue.first().filter(|front| front.id != id && !first);
        let taken = self.state.take(ask);
        if result.is_pending() {
            let may_be_refused = front.is_some_and(|front| self.fair || front.may_be_strict());
            if taken.is_some() && !may_be_refused {
                return None;
            }
            self.lose(id, ask);
            return Some(self);
        }
        let is_refused = front.is_some_and(|front| self.fair || front.is_surely_strict());
        if result != Poll::Ready(M::HOLDS) || is_refused {
            return None;
        }
        self.state = taken?;
        self.queue.retain(|entry| entry.id != id);
        Some(self)
    }

    /// Into the queue, or on in it.
    fn lose(&mut self, id: usize, ask: M::Ask) {
        if let Some(at) = self.queue.iter().position(|entry| entry.id == id) {
            let entry = &mut self.queue[at];
            if entry.woken {
                entry.least_lost += u8::from(at == 0);
                entry.most_lost += 1;
                entry.woken = false;
            }
            return;
        }
        let first = M::goes_first(ask);
        let lost = if first { LOST_POLLS } else { 0 };
        let ask = self.state.queued(ask);
        let entry =
            Entry { id, ask, woken: false, granted: false, least_lost: lost, most_lost: lost };
        self.queue.insert(if first { 0 } else { self.queue.len() }, entry);
    }

    /// A waiter is dropped.
    pub(crate) fn cancel(&mut self, id: usize, ask: M::Ask) {
        if self.leave_granted(id) {
            self.state.give_back(ask);
        } else {
            self.leave_passed(id);
            self.queue.retain(|entry| entry.id != id);
            self.state.abandon(ask);
        }
        self.released();
    }

    pub(crate) fn give_back(&mut self, ask: M::Ask) {
        self.state.give_back(ask);
        self.released();
    }

    /// A guard becomes another in one step.
    pub(crate) fn turn(&mut self, from: M::Ask, into: M::Ask) -> Option<()> {
        self.state.give_back(from);
        self.state = self.state.take(into)?;
        self.released();
        Some(())
    }

    pub(crate) fn signal(&mut self, signal: M::Signal) -> Option<usize> {
        let answer = self.state.signal(signal, &mut self.queue);
        for entry in std::mem::take(&mut self.queue) {
            if entry.granted {
                self.granted.push(entry.id);
            } else if self.state.passes(entry.ask) {
                self.passed.push(Passed { id: entry.id, woken: entry.woken });
            } else {
                self.queue.push(entry);
            }
        }
        self.released();
        answer
    }

    fn released(&mut self) {
        for entry in &mut self.queue {
            entry.most_lost = entry.most_lost.saturating_add(1);
        }
    }

    fn leave_granted(&mut self, id: usize) -> bool {
        let before = self.granted.len();
        self.granted.retain(|granted| *granted != id);
        self.granted.len() < before
    }

    fn leave_passed(&mut self, id: usize) -> bool {
        let before = self.passed.len();
        self.passed.retain(|passed| passed.id != id);
        self.passed.len() < before
    }

    /// After a step that woke these: the worlds that it may have led to, none if it may not have
    /// woken them, or should have woken more.
    pub(crate) fn settle(
        mut self,
        woken: &[usize],
        seen: Option<usize>,
    ) -> Result<Vec<Self>, String> {
        for passed in &mut self.passed {
            passed.woken |= woken.contains(&passed.id);
            if !passed.woken {
                return Err(format!("{} sleeps on, although it passes: left asleep", passed.id));
            }
        }
        let mut left = Some(self.state.clone());
        for entry in &mut self.queue {
            left = left.and_then(|left| left.take(entry.ask));
            let now = woken.contains(&entry.id);
            entry.woken |= now;
            if left.is_some() && !entry.woken {
                return Err(format!("{} could be served, and is left asleep", entry.id));
            }
            if left.is_none() && now {
                return Err(format!("{} was woken, and cannot be served", entry.id));
            }
        }
        let mut worlds = self.grants();
        for world in &mut worlds {
            if world.queue.is_empty() {
                world.state.idle();
            }
        }
        worlds.retain(|world| world.state.seen() == seen);
        if worlds.is_empty() { Err(format!("{seen:?} is seen, and cannot be")) } else { Ok(worlds) }
    }

    /// Those who were woken at the front may have been granted what they ask for.
    fn grants(mut self) -> Vec<Self> {
        let mut worlds = Vec::new();
        while let Some(front) = self.queue.first() {
            let must = self.fair || M::goes_first(front.ask);
            if !front.woken || !(must || front.may_be_strict()) {
                break;
            }
            let Some(state) = self.state.take(front.ask) else { break };
            if !must {
                worlds.push(self.clone());
            }
            self.state = state;
            self.granted.push(self.queue.remove(0).id);
        }
        worlds.push(self);
        worlds
    }
}
