//! Runs legs, one after the other or side by side, against their floors.

use std::fs::{self, File};
use std::io::Write;
use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use crate::count::Counts;
use crate::floors::Floors;
use crate::legs::{Leg, Work};
use crate::mutants::{self, Scope};
use crate::need::Need;
use crate::paths;
use crate::report::{self, Outcome, State};
use crate::run;
use crate::step::Step;

/// Runs every leg; whether all went well.
pub(crate) fn run(legs: &[Leg]) -> Result<bool, String> {
    let floors = Floors::recorded()?;
    let mut outcomes = Vec::new();
    for group in groups(legs) {
        for (at, leg) in group.iter().enumerate() {
            let number = outcomes.len() + at + 1;
            println!("\n[{number}/{}] {}: {}", legs.len(), leg.name, leg.caption);
        }
        outcomes.extend(thread::scope(|scope| {
            let start = |leg| {
                let floors = &floors;
                scope.spawn(move || run_leg(leg, floors.of(leg.name)))
            };
            let running: Vec<_> = group.iter().map(start).collect();
            running.into_iter().map(join).collect::<Vec<_>>()
        }));
    }
    println!("\n{}", report::report(&outcomes));
    record(&outcomes)?;
    Ok(!outcomes.iter().any(Outcome::is_failure))
}

/// The legs that run side by side, each time.
fn groups(legs: &[Leg]) -> Vec<&[Leg]> {
    legs.chunk_by(|_, next| next.beside).collect()
}

/// What came of a leg; its panic goes on.
fn join(leg: ScopedJoinHandle<'_, Outcome>) -> Outcome {
    leg.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Runs planted faults outside a leg, where no floor holds.
pub(crate) fn run_mutants(scope: &Scope) -> Result<bool, String> {
    let (_, failures) = mutants::run(scope);
    failures.iter().for_each(|failure| println!("!!! {failure}"));
    Ok(failures.is_empty())
}

fn run_leg(leg: &Leg, floor: Option<u64>) -> Outcome {
    let started = Instant::now();
    let mut counts = Counts::default();
    let state = match leg.needs.iter().find_map(Need::missing) {
        Some(missing) => {
            println!("  {}", report::skipped(leg.name, &missing));
            State::Skipped(missing)
        }
        None => {
            let (counted, mut failures) = match &leg.work {
                Work::Steps(steps) => run_steps(leg.name, steps),
                Work::Mutants(scope) => mutants::run(scope),
            };
            counts = counted;
            failures.extend(below(floor, counts));
            if failures.is_empty() { State::Ok } else { State::Failed(failures) }
        }
    };
    Outcome { name: leg.name, state, counts, floor, elapsed: started.elapsed() }
}

/// What is wrong with a count that is below its floor.
fn below(floor: Option<u64>, counts: Counts) -> Option<String> {
    let floor = floor.filter(|floor| counts.known() < *floor)?;
    Some(format!("{} tests ran, fewer than the floor of {floor}", counts.known()))
}

/// Runs every step, even after a failure: one run tells all.
fn run_steps(leg: &str, steps: &[Step]) -> (Counts, Vec<String>) {
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    let mut log = open_log(leg);
    for step in steps {
        println!("  $ {step}");
        let _ = writeln!(log, "$ {step}");
        let outcome = run::run(&mut step.command(), step.time_limit(), &mut log, run::news);
        let verdict = match &outcome {
            Ok(finished) => step.judge(finished),
            Err(error) => Err(error.to_string()),
        };
        if let Ok(finished) = outcome {
            counts.add(step.counts(&finished, verdict.is_ok()));
            println!("    {:.1} s", finished.elapsed.as_secs_f64());
        }
        if let Err(why) = verdict {
            println!("    !!! FAILED: {why}");
            failures.push(format!("{why}: {step}"));
        }
    }
    (counts, failures)
}

/// The log of a leg; a run without a place to write goes on without.
fn open_log(leg: &str) -> Box<dyn Write> {
    let path = paths::log(leg);
    let directory = path.parent().expect("a log lies in a directory");
    match fs::create_dir_all(directory).and_then(|()| File::create(&path)) {
        Ok(file) => Box::new(file),
        Err(_) => Box::new(std::io::sink()),
    }
}

/// Keeps the counts of the legs that went well, for `cargo xtask floors`.
fn record(outcomes: &[Outcome]) -> Result<(), String> {
    let mut counts = Floors::default();
    for leg in outcomes.iter().filter(|leg| matches!(leg.state, State::Ok)) {
        if leg.counts.known() > 0 {
            counts.record(leg.name, leg.counts.known());
        }
    }
    let path = paths::last();
    let directory = path.parent().expect("it lies in a directory");
    fs::create_dir_all(directory)
        .and_then(|()| fs::write(&path, counts.to_string()))
        .map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_run_beside_the_one_before_if_they_say_so() {
        let legs = ["a", "b", "c", "d"].map(|name| Leg::steps(name, "", []));
        let [a, b, c, d] = legs;
        let legs = [a, b, c.beside(), d];
        let names: Vec<Vec<_>> =
            groups(&legs).iter().map(|group| group.iter().map(|leg| leg.name).collect()).collect();
        assert_eq!(names, [vec!["a"], vec!["b", "c"], vec!["d"]]);
        assert_eq!(groups(&legs[2..]).len(), 2, "the first has nobody before it");
    }

    #[test]
    fn fewer_tests_than_the_floor_fail() {
        let ran = |passed, skipped| Counts { passed, skipped, ..Counts::default() };
        assert!(below(Some(10), ran(9, 0)).unwrap().contains("floor of 10"));
        assert!(below(Some(10), ran(0, 0)).is_some());
        assert_eq!(below(Some(10), ran(10, 0)), None);
        assert_eq!(below(Some(10), ran(9, 1)), None, "what is skipped says so elsewhere");
        assert_eq!(below(None, ran(0, 0)), None);
    }
}
