//! What is shown: a row for each operation on each machine, and lines as of a test.

use std::fmt::Write;

use super::judge::Judged;

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
    let note = if judged.is_good() { "" } else { "FAILED" };
    let target = machine.target().trim_end_matches("-none-eabi");
    let numbers = [boundaries, hit, off, longest].map(usize::to_string);
    let [boundaries, hit, off, longest] = numbers;
    [name.clone(), target.to_owned(), boundaries, hit, off, longest, note.to_owned()]
}

/// The same in the words of libtest, which are counted.
pub(super) fn tests(judged: &[Judged]) -> String {
    let mut text = format!("running {} tests\n", judged.len());
    for one in judged {
        let state = if one.is_good() { "ok" } else { "FAILED" };
        let _ = writeln!(text, "test {}::{} ... {state}", one.machine.name(), one.name);
        for fault in &one.faults {
            let _ = writeln!(text, "    {fault}");
        }
    }
    let failed = judged.iter().filter(|one| !one.is_good()).count();
    let passed = judged.len() - failed;
    let state = if failed == 0 { "ok" } else { "FAILED" };
    let _ = writeln!(text, "\ntest result: {state}. {passed} passed; {failed} failed; ");
    text
}
