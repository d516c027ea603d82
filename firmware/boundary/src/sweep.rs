//! One scenario with one delay after the other, until the interrupt comes too late.

use board::println;

use crate::window;

/// What a run of a scenario is given.
#[derive(Debug)]
pub(crate) struct Step {
    delay: u32,
    place: Option<u32>,
}

impl Step {
    /// Runs `operation`, with an interrupt somewhere that calls `handler`; see [`window::interrupt`].
    pub(crate) fn run(&mut self, operation: impl FnOnce(), handler: impl FnOnce() + Send) {
        self.place = window::interrupt(self.delay, operation, handler);
    }
}

/// What is wrong after a step, if anything.
pub(crate) type Verdict = Result<(), &'static str>;

/// `Ok` if it holds, or what does not.
pub(crate) fn check(holds: bool, what: &'static str) -> Verdict {
    if holds { Ok(()) } else { Err(what) }
}

/// An operation and what may interrupt it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    /// `operation/handler`.
    pub(crate) name: &'static str,
    /// One run: makes what both share, runs them, and says whether all is well afterwards.
    pub(crate) run: fn(&mut Step) -> Verdict,
    pub(crate) kind: Kind,
}

/// What is expected of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// All is well wherever the interrupt comes.
    Sound,
    /// It ends only by the interrupt, for which the processor sleeps.
    Sleeps,
    /// Broken on purpose: whoever runs this program knows where.
    Planted,
}

impl Scenario {
    pub(crate) const fn new(name: &'static str, run: fn(&mut Step) -> Verdict) -> Self {
        Self { name, run, kind: Kind::Sound }
    }

    pub(crate) const fn sleeps(name: &'static str, run: fn(&mut Step) -> Verdict) -> Self {
        Self { name, run, kind: Kind::Sleeps }
    }

    pub(crate) const fn planted(name: &'static str, run: fn(&mut Step) -> Verdict) -> Self {
        Self { name, run, kind: Kind::Planted }
    }
}

/// A delay that is longer than any operation, and shorter than a second.
const LONG: u32 = 1_000_000;
/// After so many delays for the same boundary, the processor sleeps there.
const ASLEEP: u32 = 200;
/// How many boundaries an operation may have.
const MOST: usize = 1200;

/// The boundaries that were hit, in order.
struct Places {
    places: [u32; MOST],
    len: usize,
}

/// Set in a place: all was not well there. Addresses are even.
const WRONG: u32 = 1;

impl Places {
    const fn new() -> Self {
        Self { places: [0; MOST], len: 0 }
    }

    /// Whether it is a new one.
    fn add(&mut self, place: u32, verdict: Verdict) -> bool {
        let is_new = self.last().is_none_or(|last| *last & !WRONG != place);
        if is_new {
            assert!(self.len < MOST, "the operation is too long");
            self.places[self.len] = place;
            self.len += 1;
        }
        if verdict.is_err() {
            if let Some(last) = self.last() {
                *last |= WRONG;
            }
        }
        is_new
    }

    fn last(&mut self) -> Option<&mut u32> {
        self.places[..self.len].last_mut()
    }

    /// Prints them, those where all was not well with a `!`.
    fn print(&self) {
        for places in self.places[..self.len].chunks(16) {
            println!("hit{}", Row(places));
        }
    }
}

struct Row<'a>(&'a [u32]);

impl core::fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for place in self.0 {
            let mark = if place & WRONG == 0 { "" } else { "!" };
            write!(f, " {:x}{mark}", place & !WRONG)?;
        }
        Ok(())
    }
}

/// Runs the scenario without an interrupt, so that somebody can watch.
pub(crate) fn trace(scenario: &Scenario) {
    let delay = if scenario.kind == Kind::Sleeps { LONG } else { 0 };
    let mut step = Step { delay, place: None };
    println!("operation {}", scenario.name);
    let verdict = (scenario.run)(&mut step);
    if let Some(place) = step.place {
        println!("hit {place:x}");
    }
    if let Err(what) = verdict {
        println!("wrong without an interrupt: {what}");
    }
}

/// Runs the scenario with every delay there is, and prints where it was interrupted.
pub(crate) fn sweep(scenario: &Scenario) {
    let mut places = Places::new();
    let mut what_is_wrong = None;
    let mut same = 0;
    println!("operation {}", scenario.name);
    for delay in 1.. {
        let mut step = Step { delay, place: None };
        let verdict = (scenario.run)(&mut step);
        let Some(place) = step.place else { break };
        same = if places.add(place, verdict) { 0 } else { same + 1 };
        if let Err(what) = verdict {
            what_is_wrong.get_or_insert(what);
        }
        if scenario.kind == Kind::Sleeps && same > ASLEEP {
            break;
        }
    }
    places.print();
    if let Some(what) = what_is_wrong {
        println!("wrong {what}");
    }
}
