//! What was seen: operations, their results, and when.

use std::fmt;

/// A side of the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    Senders,
    Receivers,
}

/// What an operation turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Sent(usize),
    /// There was no room.
    Full,
    /// It was closed; the value came back.
    Refused,
    Received(usize),
    Empty,
    /// It was closed, and nothing was left.
    Drained,
    /// A future was dropped while it waited.
    GaveUp(Side),
    Closed,
    /// An end was dropped.
    Left(Side),
    /// All threads that were not done slept, some as senders, some as receivers.
    Quiet {
        senders: bool,
        receivers: bool,
    },
}

/// An operation that can wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wait {
    pub(crate) side: Side,
    pub(crate) since: usize,
    /// How often it was polled in vain.
    pub(crate) lost: usize,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) thread: usize,
    pub(crate) act: Act,
    pub(crate) waits: Option<Wait>,
    /// It did nothing before this.
    pub(crate) begin: usize,
    pub(crate) end: usize,
}

/// The events of all threads, ordered by their begin.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) events: Vec<Event>,
}

impl History {
    /// Who slept while all was quiet has done nothing before that: it begins after.
    pub(crate) fn new(mut events: Vec<Event>) -> Self {
        events.sort_by_key(|event| event.begin);
        let is_quiet = |event: &&Event| matches!(event.act, Act::Quiet { .. });
        let quiet: Vec<Event> = events.iter().filter(is_quiet).copied().collect();
        for event in &mut events {
            let mut slept =
                quiet.iter().filter(|now| event.begin < now.begin && now.end < event.end);
            event.begin = slept.next_back().map_or(event.begin, |now| now.end);
        }
        Self { events }
    }

    /// Whether two operations were under way at the same time.
    pub(crate) fn overlaps(&self) -> bool {
        let pairs = self.events.iter().zip(self.events.iter().skip(1));
        pairs.into_iter().any(|(one, next)| next.begin < one.end)
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Event { thread, act, waits, begin, end } in &self.events {
            let since =
                waits.map(|wait| format!(" (waits since {}, loses {})", wait.since, wait.lost));
            let since = since.unwrap_or_default();
            writeln!(f, "{begin:4} to {end:4}, thread {thread}: {act:?}{since}")?;
        }
        Ok(())
    }
}
