//! What a run tells at its end: a table, the reasons, and one plain line.

use std::fmt::Write;
use std::time::Duration;

use crate::count::Counts;
use crate::need::Missing;

/// How a leg ended.
#[derive(Clone, Debug)]
pub(crate) enum State {
    Ok,
    /// With a reason for each command that failed.
    Failed(Vec<String>),
    Skipped(Missing),
}

/// A leg that is over.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) name: &'static str,
    pub(crate) state: State,
    pub(crate) counts: Counts,
    pub(crate) floor: Option<u64>,
    pub(crate) elapsed: Duration,
}

impl Outcome {
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self.state, State::Failed(_))
    }

    fn row(&self) -> [String; 5] {
        let word = match self.state {
            State::Ok => "ok",
            State::Failed(_) => "FAILED",
            State::Skipped(_) => "SKIPPED",
        };
        let tests = match self.counts.executed() {
            0 if self.floor.is_none() => "-".to_owned(),
            tests => tests.to_string(),
        };
        let floor = self.floor.map_or("-".to_owned(), |floor| floor.to_string());
        let seconds = format!("{:.1}", self.elapsed.as_secs_f64());
        [self.name.to_owned(), word.to_owned(), tests, floor, seconds]
    }

    /// What the row has no room for.
    fn notes(&self) -> Vec<String> {
        let name = self.name;
        let mut notes = match &self.state {
            State::Ok => Vec::new(),
            State::Failed(reasons) => {
                reasons.iter().map(|reason| format!("!!! FAILED {name}: {reason}")).collect()
            }
            State::Skipped(missing) => vec![skipped(name, missing)],
        };
        if self.counts.executions > 0 {
            notes.push(format!("{name}: {} executions", self.counts.executions));
        }
        if self.counts.skipped > 0 {
            notes.push(format!("!!! SKIPPED {name}: {} tests inside it", self.counts.skipped));
        }
        notes
    }
}

/// A skipped leg, so that nobody overlooks it.
pub(crate) fn skipped(name: &str, missing: &Missing) -> String {
    format!("!!! SKIPPED {name}: {missing}")
}

/// The whole report.
pub(crate) fn report(outcomes: &[Outcome]) -> String {
    let mut rows = vec![["leg", "state", "tests", "floor", "seconds"].map(String::from)];
    rows.extend(outcomes.iter().map(Outcome::row));
    rows.push(total(outcomes));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let [leg, state, tests, floor, seconds] = [0, 1, 2, 3, 4].map(width);

    let mut text = String::new();
    for row in &rows {
        let [a, b, c, d, e] = row;
        let _ = writeln!(text, "{a:<leg$}  {b:<state$}  {c:>tests$}  {d:>floor$}  {e:>seconds$}");
    }
    for note in outcomes.iter().flat_map(Outcome::notes) {
        let _ = writeln!(text, "{note}");
    }
    let _ = writeln!(text, "\n{}", totals(outcomes));
    text
}

/// The last row: all tests, all the time.
fn total(outcomes: &[Outcome]) -> [String; 5] {
    let tests: u64 = outcomes.iter().map(|leg| leg.counts.executed()).sum();
    let elapsed: Duration = outcomes.iter().map(|leg| leg.elapsed).sum();
    let seconds = format!("{:.1}", elapsed.as_secs_f64());
    ["total".to_owned(), String::new(), tests.to_string(), String::new(), seconds]
}

/// Tests that passed and failed, legs that were skipped. A leg that failed
/// without a failing test counts as one.
fn totals(outcomes: &[Outcome]) -> String {
    let passed: u64 = outcomes.iter().map(|leg| leg.counts.passed).sum();
    let failed: u64 =
        outcomes.iter().map(|leg| leg.counts.failed.max(u64::from(leg.is_failure()))).sum();
    let skipped: u64 = outcomes
        .iter()
        .map(|leg| leg.counts.skipped + u64::from(matches!(leg.state, State::Skipped(_))))
        .sum();
    format!("{passed} passed, {failed} failed, {skipped} skipped")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(name: &'static str, state: State, passed: u64, failed: u64) -> Outcome {
        let counts = Counts { passed, failed, ..Counts::default() };
        Outcome { name, state, counts, floor: None, elapsed: Duration::from_millis(1500) }
    }

    fn missing() -> Missing {
        Missing { reason: "no Miri".into(), remedy: "rustup component add miri".into() }
    }

    #[test]
    fn the_last_line_counts_tests_and_skipped_legs() {
        let outcomes = [
            outcome("test", State::Failed(vec!["exit code 101".into()]), 120, 2),
            outcome("models", State::Ok, 30, 0),
            outcome("miri-tree", State::Skipped(missing()), 0, 0),
        ];
        let text = report(&outcomes);
        assert_eq!(text.lines().last(), Some("150 passed, 2 failed, 1 skipped"));
    }

    #[test]
    fn a_leg_that_fails_without_tests_counts_as_one_failure() {
        let outcomes = [outcome("format", State::Failed(vec!["exit code 1".into()]), 0, 0)];
        assert!(report(&outcomes).ends_with("\n0 passed, 1 failed, 0 skipped\n"));
    }

    #[test]
    fn a_skipped_leg_says_why_and_how_to_enable_it() {
        let text = report(&[outcome("miri-tree", State::Skipped(missing()), 0, 0)]);
        assert!(text.contains("SKIPPED miri-tree: no Miri; to enable it: rustup component add"));
    }
}
