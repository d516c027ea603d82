//! How a planted fault is written down.
//!
//! ```text
//! [release-forgets-the-next]
//! A released lock tells nobody: the next waiter sleeps for ever.
//! file: src/wait/queue.rs
//! run: test -p models --release mutex_
//! - self.grant(next);
//! + drop(next);
//! ```
//!
//! A name, what goes wrong, the file, the cargo command that must fail, and a
//! small patch. `only: soak` keeps a slow one out of `cargo xtask test`. Lines
//! with `#` before the first name are comments; blank lines mean nothing.

use super::patch::Patch;

/// A planted fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mutant {
    pub(crate) name: String,
    /// What goes wrong, in a sentence.
    pub(crate) what: String,
    /// The file to change, relative to the root.
    pub(crate) file: String,
    pub(crate) patch: Patch,
    /// The arguments of the cargo command that must fail.
    pub(crate) run: String,
    /// Not in `cargo xtask test`.
    pub(crate) soak: bool,
}

/// Reads all faults of one file.
pub(crate) fn parse(text: &str) -> Result<Vec<Mutant>, String> {
    let mut mutants: Vec<Mutant> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() {
            continue;
        }
        if let Some(name) =
            line.strip_prefix('[').and_then(|rest| rest.trim_end().strip_suffix(']'))
        {
            mutants.push(Mutant { name: name.to_owned(), ..Mutant::default() });
            continue;
        }
        match mutants.last_mut() {
            Some(mutant) => read(mutant, line).map_err(|why| format!("line {number}: {why}"))?,
            None if line.starts_with('#') => {}
            None => return Err(format!("line {number}: no `[name]` before this: {line}")),
        }
    }
    mutants.iter().try_for_each(complete)?;
    Ok(mutants)
}

/// Adds one line to a fault.
fn read(mutant: &mut Mutant, line: &str) -> Result<(), String> {
    if let Some(file) = line.strip_prefix("file:") {
        mutant.file = file.trim().to_owned();
    } else if let Some(run) = line.strip_prefix("run:") {
        mutant.run = run.trim().to_owned();
    } else if let Some(when) = line.strip_prefix("only:") {
        match when.trim() {
            "soak" => mutant.soak = true,
            other => return Err(format!("`only: {other}` is not `only: soak`")),
        }
    } else if line.starts_with(['-', '+', ' ']) {
        mutant.patch.push(line);
    } else if mutant.patch.is_empty() {
        mutant.what = format!("{} {}", mutant.what, line.trim()).trim().to_owned();
    } else {
        return Err(format!("not a line of a patch: {line}"));
    }
    Ok(())
}

fn complete(mutant: &Mutant) -> Result<(), String> {
    let name = &mutant.name;
    let absent = match mutant {
        _ if mutant.what.is_empty() => "a sentence that says what goes wrong",
        _ if mutant.file.is_empty() => "`file:`",
        _ if mutant.run.is_empty() => "`run:`",
        _ if !mutant.patch.changes() => "a patch that changes something",
        _ => return Ok(()),
    };
    Err(format!("mutant `{name}` lacks {absent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "\
# Faults in the queue.

[release-forgets-the-next]
A released lock tells nobody:
the next waiter sleeps for ever.
file: src/wait/queue.rs
run: test -p models --release mutex_
  let next = queue.front();
- self.grant(next);
+ drop(next);

[relaxed-release]
The unlock is not a release.
file: src/lock/word.rs
run: test --test conformance
only: soak
- state.store(0, Release);
+ state.store(0, Relaxed);
";

    #[test]
    fn every_block_is_a_fault() {
        let mutants = parse(TWO).unwrap();
        assert_eq!(mutants.len(), 2);
        assert_eq!(mutants[0].name, "release-forgets-the-next");
        assert_eq!(
            mutants[0].what,
            "A released lock tells nobody: the next waiter sleeps for ever."
        );
        assert_eq!(mutants[0].file, "src/wait/queue.rs");
        assert_eq!(mutants[0].run, "test -p models --release mutex_");
        assert!(!mutants[0].soak && mutants[1].soak);
    }

    #[test]
    fn an_incomplete_fault_says_what_it_lacks() {
        let without = |line: &str| {
            let text: Vec<&str> = TWO.lines().filter(|l| !l.starts_with(line)).collect();
            parse(&text.join("\n")).unwrap_err()
        };
        assert!(without("file:").contains("lacks `file:`"));
        assert!(without("run:").contains("lacks `run:`"));
        assert!(without("The unlock").contains("relaxed-release` lacks a sentence"));
        assert!(parse("[a]\nIt is.\nfile: a\nrun: test\n- a\n+ a\n").is_err());
    }

    #[test]
    fn a_stray_line_is_named() {
        assert!(parse("file: a.rs").unwrap_err().contains("line 1"));
        assert!(parse(&format!("{TWO}\nwhat is this")).unwrap_err().contains("what is this"));
        assert!(parse("[a]\nonly: sunday").unwrap_err().contains("sunday"));
    }
}
