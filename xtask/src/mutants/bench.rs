//! Where faults are tried: a copy of the tree, with a target directory of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::format::Mutant;
use super::tree::Tree;
use crate::count::Counts;
use crate::legs::PREEMPTIONS;
use crate::need::Need;
use crate::paths;
use crate::run::{self, Finished};
use crate::step::{Step, cargo};

/// What a harness may take beyond four times its usual time before it hangs.
const SLACK: Duration = Duration::from_secs(10);
const BUILD_LIMIT: Duration = Duration::from_secs(15 * 60);

/// What became of a planted fault.
enum Verdict {
    Caught,
    /// The harness never came back, which nobody overlooks either.
    Hung,
    Survived,
    /// The fault says nothing any more: it does not apply, does not compile, or
    /// its command fails without it.
    Rotten(String),
    /// Its tool is not there.
    Skipped(String),
}

/// The copy of the tree, and what each command does to it without a fault.
pub(super) struct Bench {
    tree: Tree,
    target: PathBuf,
    /// The time that each command takes when it passes, or why it does not.
    baselines: BTreeMap<String, Result<Duration, String>>,
}

impl Bench {
    pub(super) fn set_up(place: &Path) -> Result<Bench, String> {
        let tree = Tree::copy(paths::root(), &place.join("tree"))
            .map_err(|error| format!("copying the tree: {error}"))?;
        Ok(Bench { tree, target: place.join("target"), baselines: BTreeMap::new() })
    }

    /// Tries one fault, says what became of it, and counts that.
    pub(super) fn report(
        &mut self,
        mutant: &Mutant,
        counts: &mut Counts,
        failures: &mut Vec<String>,
    ) {
        let started = Instant::now();
        let verdict = self.try_one(mutant).unwrap_or_else(Verdict::Rotten);
        let (word, note) = match verdict {
            Verdict::Caught => ("caught", String::new()),
            Verdict::Hung => ("caught", "the harness hung".to_owned()),
            Verdict::Survived => ("SURVIVED", mutant.what.clone()),
            Verdict::Rotten(why) => ("ROTTEN", why),
            Verdict::Skipped(why) => ("SKIPPED", why),
        };
        let seconds = started.elapsed().as_secs_f64();
        println!("  {word:<8}  {seconds:>6.1} s  {}  {note}", mutant.name);
        match word {
            "caught" => counts.passed += 1,
            "SKIPPED" => counts.skipped += 1,
            _ => {
                counts.failed += 1;
                let note = note.lines().next().unwrap_or_default();
                failures.push(format!("{word} {}: {note}", mutant.name));
            }
        }
    }

    fn try_one(&mut self, mutant: &Mutant) -> Result<Verdict, String> {
        if let Some(missing) = mutant.need().and_then(|need| need.missing()) {
            return Ok(Verdict::Skipped(missing.to_string()));
        }
        let usual = self.baseline(&mutant.run)?;
        let fault = self.tree.plant(&mutant.file, &mutant.patch)?;
        if let Some(build) = build_of(&mutant.run) {
            passes(&self.step(&build, BUILD_LIMIT))
                .map_err(|why| format!("does not compile: {why}"))?;
        }
        let finished = execute(&self.step(&mutant.run, SLACK + usual * 4))?;
        fault.heal()?;
        Ok(match finished.code {
            _ if finished.hung => Verdict::Hung,
            Some(0) => Verdict::Survived,
            _ => Verdict::Caught,
        })
    }

    /// How long `line` takes without a fault. It must pass, and test something.
    fn baseline(&mut self, line: &str) -> Result<Duration, String> {
        if !self.baselines.contains_key(line) {
            println!("  without a fault: $ cargo {line}");
            let outcome = self.run_baseline(line);
            self.baselines.insert(line.to_owned(), outcome);
        }
        self.baselines[line].clone()
    }

    fn run_baseline(&self, line: &str) -> Result<Duration, String> {
        let fails = |why| format!("fails without the fault: {why}");
        let build = build_of(line);
        if let Some(build) = &build {
            passes(&self.step(build, BUILD_LIMIT)).map_err(fails)?;
        }
        let finished = passes(&self.step(line, BUILD_LIMIT)).map_err(fails)?;
        match (build, finished.counts.executed()) {
            (Some(_), 0) => Err(format!("`cargo {line}` runs no test")),
            _ => Ok(finished.elapsed),
        }
    }

    /// `cargo line` in the copy, with a target directory of its own.
    fn step(&self, line: &str, limit: Duration) -> Step {
        cargo(line)
            .within(self.tree.root())
            .env("CARGO_TARGET_DIR", self.target.to_string_lossy())
            .env("LOOM_MAX_PREEMPTIONS", PREEMPTIONS)
            .quick_release()
            .limit(limit)
    }
}

impl Mutant {
    /// The tool that its command needs beside cargo.
    fn need(&self) -> Option<Need> {
        if self.run.contains("-- boundary") {
            return Some(Need::Program("qemu-system-arm"));
        }
        let toolchain = self.run.split_whitespace().next()?.strip_prefix('+')?;
        match self.run.contains("miri") {
            true => Some(Need::Miri),
            false => Some(Need::Toolchain(toolchain.to_owned())),
        }
    }
}

/// The command that only builds what `line` tests, so that a fault that does not
/// compile is not taken for one that was caught. None where cargo has no such
/// command: for doc-tests, and for commands that test nothing.
fn build_of(line: &str) -> Option<String> {
    let (own, for_tests) = line.split_once(" -- ").unwrap_or((line, ""));
    let words: Vec<&str> = own.split_whitespace().collect();
    if !words.contains(&"test") || words.contains(&"--doc") {
        return None;
    }
    match for_tests {
        "" => Some(format!("{own} --no-run")),
        _ => Some(format!("{own} --no-run -- {for_tests}")),
    }
}

/// Runs a step that must pass.
fn passes(step: &Step) -> Result<Finished, String> {
    let finished = execute(step)?;
    match step.judge(&finished) {
        Ok(()) => Ok(finished),
        Err(why) => Err(format!("{why}: {step}\n{}", tail(&finished))),
    }
}

fn execute(step: &Step) -> Result<Finished, String> {
    run::run(&mut step.command(), step.time_limit(), &mut std::io::sink(), |_| false)
        .map_err(|error| error.to_string())
}

/// The last lines of what a failing command said.
fn tail(finished: &Finished) -> String {
    let lines: Vec<&str> = finished.stdout.lines().chain(finished.stderr.lines()).collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::format;
    use super::*;

    #[test]
    fn what_tests_is_built_first() {
        assert_eq!(build_of("test -p models m").as_deref(), Some("test -p models m --no-run"));
        assert_eq!(
            build_of("test -- --nocapture").as_deref(),
            Some("test --no-run -- --nocapture")
        );
        assert_eq!(build_of("+nightly miri test").as_deref(), Some("+nightly miri test --no-run"));
        assert_eq!(build_of("test --doc"), None);
        assert_eq!(build_of("check"), None);
    }

    #[test]
    fn a_fault_that_needs_a_tool_says_so() {
        let need = |run: &str| {
            let text = format!("[a]\nIt is.\nfile: a.rs\nrun: {run}\n- a\n+ b\n");
            format::parse(&text).unwrap()[0].need()
        };
        assert!(need("test -p models").is_none());
        assert!(matches!(need("+nightly miri test"), Some(Need::Miri)));
        assert!(matches!(need("run -p xtask -- boundary"), Some(Need::Program(_))));
        assert!(matches!(need("+nightly test"), Some(Need::Toolchain(_))));
    }
}
