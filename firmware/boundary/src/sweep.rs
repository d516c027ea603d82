//! One scenario with one delay after the other, until the interrupt comes too late.

use board::println;

use crate::window::{self, Interrupted, LONG, When};

/// What a run of a scenario is given.
#[derive(Debug)]
pub(crate) struct Step {
    when: When,
    interrupted: Option<Interrupted>,
}

impl Step {
    fn new(when: When) -> Self {
        Self { when, interrupted: None }
    }

    /// Runs `operation`, with an interrupt somewhere that calls `handler`; see [`window::interrupt`].
    pub(crate) fn run(&mut self, operation: impl FnOnce(), handler: impl FnOnce() + Send) {
        self.interrupted = window::interrupt(self.when, operation, handler, || {});
    }

    /// Runs `operation`, with two interrupts somewhere, one behind the other.
    pub(crate) fn run_twice(
        &mut self,
        operation: impl FnOnce(),
        first: impl FnOnce() + Send,
        second: impl FnOnce() + Send,
    ) {
        self.interrupted = window::interrupt(self.when, operation, first, second);
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
    name: &'static str,
    /// One run: makes what both share, runs them, and says whether all is well afterwards.
    run: fn(&mut Step) -> Verdict,
    /// It ends only by the interrupt, for which the processor sleeps.
    sleeps: bool,
    /// It takes long, and is for a night.
    pub(crate) long: bool,
    /// Where it is broken on purpose.
    fault: Option<fn() -> Fault>,
}

/// If the interrupt comes behind the one instruction, and not behind the other, all is not well.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) look: usize,
    pub(crate) trust: usize,
}

impl Scenario {
    /// All is well wherever the interrupt comes.
    pub(crate) const fn new(name: &'static str, run: fn(&mut Step) -> Verdict) -> Self {
        Self { name, run, sleeps: false, long: false, fault: None }
    }

    /// The same for one that ends only by the interrupt, for which the processor sleeps.
    pub(crate) const fn sleeps(name: &'static str, run: fn(&mut Step) -> Verdict) -> Self {
        Self { sleeps: true, ..Self::new(name, run) }
    }

    /// The same for one that takes long.
    pub(crate) const fn long(name: &'static str, run: fn(&mut Step) -> Verdict) -> Self {
        Self { long: true, ..Self::new(name, run) }
    }

    /// But not here.
    pub(crate) const fn with(self, fault: fn() -> Fault) -> Self {
        Self { fault: Some(fault), ..self }
    }

    /// One run of it, and what is wrong afterwards.
    fn step(&self, step: &mut Step) -> Verdict {
        (self.run)(step)?;
        let slept = step.interrupted.is_some_and(|interrupted| interrupted.again);
        check(!slept, "it slept although it was woken")
    }

    fn print(&self, how: &str) {
        println!("{how} {}", self.name);
        if let Some(fault) = self.fault {
            let Fault { look, trust } = fault();
            println!("planted {look:x} {trust:x}");
        }
    }
}

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

/// Runs the scenario without an interrupt, so that somebody can watch: the operation; the operation when the
/// handler has been called before; the handler.
pub(crate) fn trace(scenario: &Scenario) {
    scenario.print("operation");
    let delay = if scenario.sleeps { LONG } else { 0 };
    watched(scenario, When::Ticks(delay));
    println!("also");
    watched(scenario, When::Before);
    // Who sleeps until the handler is called does not end before it.
    if !scenario.sleeps {
        println!("also");
        watched(scenario, When::InTheWindow);
    }
}

fn watched(scenario: &Scenario, when: When) {
    let mut step = Step::new(when);
    let verdict = scenario.step(&mut step);
    if let Some(Interrupted { place, .. }) = step.interrupted {
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
    scenario.print("operation");
    for delay in 1.. {
        let mut step = Step::new(When::Ticks(delay));
        let verdict = scenario.step(&mut step);
        let Some(Interrupted { place, .. }) = step.interrupted else { break };
        same = if places.add(place, verdict) { 0 } else { same + 1 };
        if let Err(what) = verdict {
            what_is_wrong.get_or_insert(what);
        }
        if scenario.sleeps && same > ASLEEP {
            break;
        }
    }
    places.print();
    if let Some(what) = what_is_wrong {
        println!("wrong {what}");
    }
}

/// Runs the scenario with every two delays there are, and prints how many pairs of places that were.
pub(crate) fn sweep_twice(scenario: &Scenario) {
    let mut places = (0, 0);
    let mut pairs = 0;
    let mut what_is_wrong = None;
    scenario.print("twice");
    'delays: for delay in 1.. {
        for pause in 1.. {
            let mut step = Step::new(When::Twice(delay, pause));
            let verdict = scenario.step(&mut step);
            let Some(Interrupted { place, second, .. }) = step.interrupted else { break 'delays };
            if pause == 1 && place == places.0 {
                // It is that of the delay before.
                break;
            }
            let Some(second) = second else { break };
            if (place, second) == places {
                continue;
            }
            places = (place, second);
            pairs += 1;
            if let Err(what) = verdict {
                println!("hit {place:x}! {second:x}!");
                what_is_wrong.get_or_insert(what);
            }
        }
    }
    println!("pairs {pairs}");
    if let Some(what) = what_is_wrong {
        println!("wrong {what}");
    }
}
