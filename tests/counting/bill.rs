//! What each step of a script is said to cost, and what it does.

use wakeful::lock::RawLock;

use crate::lock::{Counts, counted};
use crate::task::{Calls, calls};

/// What a step costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    threads: Counts,
    plain: Counts,
    calls: Calls,
}

/// So many read-modify-writes and passes under the lock with the lock for threads, and so many passes
/// with a plain one.
pub(crate) const fn cost(writes: usize, locks: usize, plain: usize) -> Cost {
    Cost {
        threads: Counts { writes, locks },
        plain: Counts { writes: 0, locks: plain },
        calls: Calls { clones: 0, wakes: 0 },
    }
}

impl Cost {
    /// And so many clones of wakers.
    pub(crate) const fn clones(mut self, clones: usize) -> Self {
        self.calls.clones = clones;
        self
    }

    /// And so many wakes.
    pub(crate) const fn wakes(mut self, wakes: usize) -> Self {
        self.calls.wakes = wakes;
        self
    }
}

/// The steps of a script.
pub(crate) struct Bill {
    plain: bool,
    title: String,
    wrong: Vec<String>,
}

impl Bill {
    pub(crate) fn new<L: RawLock>(channel: &str) -> Self {
        let (plain, flavor) = (!L::LOCK_FREE, if L::LOCK_FREE { "for threads" } else { "plain" });
        let title = format!("{channel}, {flavor}");
        println!("\n{title}\n  RMW locks clones wakes");
        Self { plain, title, wrong: Vec::new() }
    }

    /// Takes a step.
    pub(crate) fn item<R>(&mut self, name: &str, cost: Cost, step: impl FnOnce() -> R) -> R {
        let before = calls();
        let (counts, result) = counted(step);
        let Calls { clones, wakes } = calls();
        let calls = Calls { clones: clones - before.clones, wakes: wakes - before.wakes };
        let expected = (if self.plain { cost.plain } else { cost.threads }, cost.calls);
        let (Counts { writes, locks }, Calls { clones, wakes }) = (counts, calls);
        println!("{writes:5} {locks:5} {clones:6} {wakes:5}  {name}");
        if (counts, calls) != expected {
            self.wrong.push(format!("{name}: {:?}, and not {expected:?}", (counts, calls)));
        }
        result
    }

    /// Fails with all steps that cost something else.
    pub(crate) fn check(self) {
        assert!(self.wrong.is_empty(), "{}:\n{}", self.title, self.wrong.join("\n"));
    }
}
