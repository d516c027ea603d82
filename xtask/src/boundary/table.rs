//! What is shown: a row for each operation on each machine, and lines as of a test.

use std::fmt::Write;

use super::judge::Judged;
use super::twice::Pairs;
use crate::firmware::Machine;

const HEAD: [&str; 7] =
    ["operation/interrupt", "target", "boundaries", "hit", "off", "longest off", ""];

/// Boundaries between instructions, those that were hit, those with interrupts off, and the longest
/// stretch of these.
pub(super) fn table(judged: &[Judged]) -> String {
    let mut rows = vec![HEAD.map(String::from)];
    rows.extend(judged.iter().map(row));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let [a, b, c, d, e, f, _] = [0, 1, 2, 3, 4, 5, 6].map(width);
    let mut text = String::new();
    for [name, target, boundaries, hit, off, longest, note] in &rows {
        let line = format!(
            "{name:<a$}  {target:<b$}  {boundaries:>c$}  {hit:>d$}  {off:>e$}  {longest:>f$}  {note}"
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn row(judged: &Judged) -> [String; 7] {
    let Judged { name, machine, boundaries, hit, off, longest, .. } = judged;
    let numbers = [boundaries, hit, off, longest].map(usize::to_string);
    let [boundaries, hit, off, longest] = numbers;
    let note = note(judged.is_good());
    [name.clone(), target(*machine), boundaries, hit, off, longest, note]
}

fn target(machine: Machine) -> String {
    machine.target().trim_end_matches("-none-eabi").to_owned()
}

fn note(is_good: bool) -> String {
    if is_good { String::new() } else { "FAILED".to_owned() }
}

/// Pairs of boundaries that were hit.
pub(super) fn pairs(judged: &[Pairs]) -> String {
    let mut rows = vec![["operation/interrupt+interrupt", "target", "pairs", ""].map(String::from)];
    rows.extend(judged.iter().map(|Pairs { name, machine, count, fault }| {
        [name.clone(), target(*machine), count.to_string(), note(fault.is_none())]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let [a, b, c, _] = [0, 1, 2, 3].map(width);
    let mut text = String::new();
    for [name, target, pairs, note] in &rows {
        let line = format!("{name:<a$}  {target:<b$}  {pairs:>c$}  {note}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// The same in the words of libtest, which are counted.
pub(super) fn tests(judged: &[Judged], pairs: &[Pairs]) -> String {
    let ones = judged.iter().map(|one| (one.machine, &one.name, &one.faults[..]));
    let twos = pairs.iter().map(|two| (two.machine, &two.name, two.fault.as_slice()));
    let mut text = format!("running {} tests\n", judged.len() + pairs.len());
    let (mut passed, mut failed) = (0, 0);
    for (machine, name, faults) in ones.chain(twos) {
        let state = if faults.is_empty() { "ok" } else { "FAILED" };
        *if faults.is_empty() { &mut passed } else { &mut failed } += 1;
        let _ = writeln!(text, "test {}::{name} ... {state}", machine.name());
        for fault in faults {
            let _ = writeln!(text, "    {fault}");
        }
    }
    let state = if failed == 0 { "ok" } else { "FAILED" };
    let _ = writeln!(text, "\ntest result: {state}. {passed} passed; {failed} failed; ");
    text
}
