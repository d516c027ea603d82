//! What is measured: rows of contenders that all do the same work.

use std::fmt;
use std::time::Duration;

use crate::floors::Floor;

/// One figure of the report: a workload, everybody who runs it, and what is hoped for.
pub(crate) struct Row {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    /// Operations in one iteration of a batch: figures are given per operation.
    pub(crate) per: u64,
    /// How many threads have something to do at the same time.
    pub(crate) threads: usize,
    /// Whether the instructions of an operation are counted, too.
    pub(crate) counted: bool,
    /// Whether the system calls of an operation are counted, too.
    pub(crate) calls: bool,
    pub(crate) floor: Option<Floor>,
    pub(crate) contenders: Vec<Contender>,
    pub(crate) goals: Vec<Goal>,
}

/// Somebody who runs a row's workload.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    pub(crate) batch: Batch,
}

/// Why somebody is in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// What the hardware allows.
    Floor,
    /// The library: what goals are about.
    Subject,
    /// Does the same for the same users.
    Peer,
    /// Does something simpler, such as blocking: shown, but no goal compares with it.
    Yardstick,
}

/// A piece of work of a few milliseconds.
pub(crate) enum Batch {
    /// Does it so many times, and says how long that took.
    Count(Box<dyn FnMut(u64) -> Duration>),
    /// Two threads, or more, do it for so long.
    Span(Box<dyn FnMut(Duration) -> Shared>),
}

/// What threads did together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shared {
    /// Nanoseconds per operation, of all together.
    pub(crate) ns: f64,
    /// The part of the operations that the thread did which did fewest, as if there were two
    /// threads: a half is fair.
    pub(crate) lesser: f64,
}

/// What is hoped for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// At most so many times the floor.
    Floor(f64),
    /// At least so many times as fast as one peer.
    Peer(f64, &'static str),
    /// At least so many times as fast as the best peer.
    Best(f64),
}

impl Batch {
    pub(crate) fn count(run: impl FnMut(u64) -> Duration + 'static) -> Self {
        Self::Count(Box::new(run))
    }

    pub(crate) fn span(run: impl FnMut(Duration) -> Shared + 'static) -> Self {
        Self::Span(Box::new(run))
    }
}

impl Contender {
    /// How many operations an iteration of a batch has in a row with `per`: a floor is the work of one
    /// operation, whatever a batch of the others does.
    pub(crate) fn per(&self, per: u64) -> u64 {
        if self.role == Role::Floor { 1 } else { per }
    }
}

impl Row {
    pub(crate) fn new(group: &'static str, name: impl Into<String>) -> Self {
        Self {
            group,
            name: name.into(),
            per: 1,
            threads: 1,
            counted: false,
            calls: false,
            floor: None,
            contenders: Vec::new(),
            goals: Vec::new(),
        }
    }

    /// One iteration does `operations` of them.
    pub(crate) fn per(mut self, operations: usize) -> Self {
        self.per = operations as u64;
        self
    }

    pub(crate) fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Its instructions are the same in every run.
    pub(crate) fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    /// Its system calls are what it is about.
    pub(crate) fn calls(mut self) -> Self {
        self.calls = true;
        self
    }

    /// Measures `floor` among the contenders, and compares everybody with it.
    pub(crate) fn floor(mut self, floor: Floor) -> Self {
        self.floor = Some(floor);
        self.with(floor.id(), Role::Floor, floor.batch())
    }

    pub(crate) fn wakeful(self, batch: Batch) -> Self {
        self.with("wakeful", Role::Subject, batch)
    }

    pub(crate) fn peer(self, name: &'static str, batch: Batch) -> Self {
        self.with(name, Role::Peer, batch)
    }

    pub(crate) fn yardstick(self, name: &'static str, batch: Batch) -> Self {
        self.with(name, Role::Yardstick, batch)
    }

    /// Shows another floor beside the one that goals are about.
    pub(crate) fn also(self, floor: Floor) -> Self {
        self.yardstick(floor.id(), floor.batch())
    }

    pub(crate) fn goal(mut self, goal: Goal) -> Self {
        self.goals.push(goal);
        self
    }

    /// The name by which `--only` finds the row.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.group, self.name)
    }

    fn with(mut self, name: &'static str, role: Role, batch: Batch) -> Self {
        self.contenders.push(Contender { name, role, batch });
        self
    }
}

impl Role {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Subject => "subject",
            Self::Peer => "peer",
            Self::Yardstick => "yardstick",
        }
    }
}

impl Goal {
    /// The ratio that divides met from missed.
    pub(crate) fn limit(self) -> f64 {
        match self {
            Self::Floor(limit) | Self::Peer(limit, _) | Self::Best(limit) => limit,
        }
    }

    /// Judges what is printed: two digits behind the point.
    pub(crate) fn is_met_by(self, ratio: f64) -> bool {
        let ratio = (ratio * 100.0).round() / 100.0;
        match self {
            Self::Floor(limit) => ratio <= limit,
            Self::Peer(limit, _) | Self::Best(limit) => ratio >= limit,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Floor(limit) => write!(f, "≤ {limit} × floor"),
            Self::Peer(limit, peer) => write!(f, "≥ {limit} × {peer}"),
            Self::Best(limit) => write!(f, "≥ {limit} × best peer"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_judged_in_the_digits_that_are_printed() {
        assert!(Goal::Best(1.0).is_met_by(0.996) && !Goal::Best(1.0).is_met_by(0.994));
        assert!(Goal::Floor(1.15).is_met_by(1.154) && !Goal::Floor(1.15).is_met_by(1.156));
    }
}
