//! What timers are to do, with a sorted map.

use std::collections::BTreeMap;

use wakeful::time::NEVER;

/// What has become of a sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Not polled since it was made or reset.
    Fresh,
    /// In the map, with this number.
    Waiting(u64),
    Fired,
    Done,
    Gone,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Sleeper {
    pub(crate) deadline: u64,
    pub(crate) state: State,
    pub(crate) forgotten: bool,
}

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) sleepers: Vec<Sleeper>,
    waiting: BTreeMap<(u64, u64), usize>,
    registered: u64,
}

impl Model {
    pub(crate) fn make(&mut self, deadline: u64) {
        self.sleepers.push(Sleeper { deadline, state: State::Fresh, forgotten: false });
    }

    fn register(&mut self, id: usize) {
        let number = self.registered;
        self.registered += 1;
        self.waiting.insert((self.sleepers[id].deadline, number), id);
        self.sleepers[id].state = State::Waiting(number);
    }

    fn leave(&mut self, id: usize) -> bool {
        let Sleeper { deadline, state, .. } = self.sleepers[id];
        let State::Waiting(number) = state else { return false };
        self.waiting.remove(&(deadline, number));
        true
    }

    pub(crate) fn poll(&mut self, id: usize, now: u64) -> bool {
        let Sleeper { deadline, state, .. } = self.sleepers[id];
        let ready = match state {
            State::Fresh => deadline != NEVER && now >= deadline,
            State::Fired => true,
            _ => false,
        };
        if ready {
            self.sleepers[id].state = State::Done;
        } else if state == State::Fresh && deadline != NEVER {
            self.register(id);
        }
        ready
    }

    pub(crate) fn reset(&mut self, id: usize, deadline: u64) {
        let waited = self.leave(id);
        self.sleepers[id].deadline = deadline;
        self.sleepers[id].state = State::Fresh;
        if waited && deadline != NEVER {
            self.register(id);
        }
    }

    pub(crate) fn remove(&mut self, id: usize) {
        self.leave(id);
        self.sleepers[id].state = State::Gone;
    }

    /// Who is due, in order.
    pub(crate) fn check(&mut self, now: u64) -> Vec<usize> {
        let mut due = Vec::new();
        while let Some(entry) = self.waiting.first_entry().filter(|entry| entry.key().0 <= now) {
            let id = entry.remove();
            self.sleepers[id].state = State::Fired;
            due.push(id);
        }
        due
    }

    pub(crate) fn next(&self) -> Option<u64> {
        self.waiting.first_key_value().map(|((deadline, _), _)| *deadline)
    }

    /// Those for which `is` is true, and which can be polled or dropped.
    pub(crate) fn ids(&self, is: impl Fn(State) -> bool) -> Vec<usize> {
        let own = |sleeper: &Sleeper| !sleeper.forgotten && is(sleeper.state);
        (0..self.sleepers.len()).filter(|id| own(&self.sleepers[*id])).collect()
    }
}
