//! Planted faults: a harness is worth what it catches.
//!
//! Each fault is applied to a copy of the tree, must compile, and must make its
//! command fail; the same command must pass without it.

mod bench;
mod format;
mod patch;
mod tree;

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::panic;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::count::Counts;
use crate::paths;

use bench::Bench;
use format::Mutant;

/// Which faults to plant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those that are not kept for the soak.
    Quick,
    All,
    Named(Vec<String>),
}

impl Scope {
    /// The named faults; all if there are no names.
    pub(crate) fn named(names: &[String]) -> Scope {
        if names.is_empty() { Scope::All } else { Scope::Named(names.to_vec()) }
    }

    fn takes(&self, mutant: &Mutant) -> bool {
        match self {
            Scope::Quick => !mutant.soak,
            Scope::All => true,
            Scope::Named(names) => names.contains(&mutant.name),
        }
    }
}

/// Plants the faults of `scope`. A caught fault counts as a test that passed;
/// the strings are the faults that were not.
pub(crate) fn run(scope: &Scope) -> (Counts, Vec<String>) {
    let work = &match load(scope) {
        Ok(mutants) => Mutex::new(grouped(mutants)),
        Err(why) => return (Counts::default(), vec![why]),
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let (mut counts, mut failures) = (Counts::default(), Vec::new());
    thread::scope(|scope| {
        let ends = [End::Front, End::Back];
        let benches: Vec<_> = ends[..processors.min(ends.len())]
            .iter()
            .map(|&end| scope.spawn(move || try_all(work, end)))
            .collect();
        for bench in benches {
            let (more, missed) = bench.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
            counts.add(more);
            failures.extend(missed);
        }
    });
    println!("  {} caught, {} not, {} skipped", counts.passed, counts.failed, counts.skipped);
    (counts, failures)
}

/// The faults of each command together, and commands that build the same beside each other: two work
/// through it from both ends, each with a tree and a target directory of its own.
fn grouped(mutants: Vec<Mutant>) -> VecDeque<Vec<Mutant>> {
    let mut groups: BTreeMap<_, Vec<Mutant>> = BTreeMap::new();
    for mutant in mutants {
        let build = (mutant.run.contains("miri"), mutant.run.contains("-p models"));
        groups.entry((build, mutant.run.clone())).or_default().push(mutant);
    }
    groups.into_values().collect()
}

/// Where one takes work from.
#[derive(Clone, Copy, Debug)]
enum End {
    Front,
    Back,
}

impl End {
    fn place(self) -> PathBuf {
        let name = match self {
            End::Front => "mutants",
            End::Back => "mutants-2",
        };
        paths::target().join(name)
    }
}

fn try_all(work: &Mutex<VecDeque<Vec<Mutant>>>, end: End) -> (Counts, Vec<String>) {
    let (mut counts, mut failures) = (Counts::default(), Vec::new());
    let mut bench = match Bench::set_up(&end.place()) {
        Ok(bench) => bench,
        // What is left is the other's; this failure is told.
        Err(why) => return (Counts { failed: 1, ..counts }, vec![why]),
    };
    loop {
        let mut groups = work.lock().unwrap_or_else(PoisonError::into_inner);
        let group = match end {
            End::Front => groups.pop_front(),
            End::Back => groups.pop_back(),
        };
        drop(groups);
        let Some(group) = group else { return (counts, failures) };
        for mutant in &group {
            bench.report(mutant, &mut counts, &mut failures);
        }
    }
}

/// Reads the faults of `scope` from every file of `xtask/mutants`.
fn load(scope: &Scope) -> Result<Vec<Mutant>, String> {
    let mut mutants = Vec::new();
    for path in files()? {
        let text = fs::read_to_string(&path).map_err(|error| named(&path, &error))?;
        mutants.extend(format::parse(&text).map_err(|error| named(&path, &error))?);
    }
    let mut names: Vec<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!("there are two mutants `{}`", pair[0]));
    }
    if let Scope::Named(wanted) = scope {
        if let Some(name) = wanted.iter().find(|name| !names.contains(&name.as_str())) {
            return Err(format!("there is no mutant `{name}`; there are: {}", names.join(", ")));
        }
    }
    mutants.retain(|mutant| scope.takes(mutant));
    Ok(mutants)
}

fn files() -> Result<Vec<PathBuf>, String> {
    let directory = paths::mutants();
    let entries = fs::read_dir(&directory).map_err(|error| named(&directory, &error))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    Ok(files)
}

fn named(path: &std::path::Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faults_of_this_project_can_be_read() {
        assert!(load(&Scope::All).is_ok());
        assert!(load(&Scope::Named(vec!["no-such-fault".into()])).is_err());
    }

    #[test]
    fn the_faults_of_a_command_are_tried_together() {
        let text =
            ["b", "a", "b"].map(|run| format!("[{run}]\nIt is.\nfile: f\nrun: {run}\n- a\n+ b\n"));
        let groups = grouped(format::parse(&text.concat()).unwrap());
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn some_faults_are_kept_for_the_soak() {
        let text = "[slow]\nIt is slow.\nfile: a.rs\nrun: test\nonly: soak\n- a\n+ b\n";
        let slow = &format::parse(text).unwrap()[0];
        assert!(!Scope::Quick.takes(slow));
        assert!(Scope::All.takes(slow));
        assert!(Scope::named(&["slow".into()]).takes(slow));
        assert!(!Scope::named(&["fast".into()]).takes(slow));
        assert!(Scope::named(&[]).takes(slow));
    }
}
