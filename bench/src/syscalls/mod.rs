//! System calls instead of nanoseconds: what a reactor asks of the kernel while it does its work.
//!
//! This program runs itself under strace, twice for each contender of a row, with batches of two sizes. The
//! difference is what the iterations took which one run had more than the other. The thread that measures makes
//! the load; its calls are not counted.

mod report;
mod strace;

use std::path::Path;
use std::process::ExitCode;

use crate::progress::Progress;
use crate::row::{Batch, Contender, Role, Row};
use strace::Calls;

/// The smaller one of the two runs has about so many operations.
const OPERATIONS: u64 = 400;

/// What was counted of one row.
struct Counts {
    row: String,
    contenders: Vec<Count>,
}

/// What was counted of one contender: calls of one operation, by all threads but that of the load.
struct Count {
    name: &'static str,
    role: Role,
    /// All of them, by name, the most frequent first.
    calls: Vec<(String, f64)>,
    /// Those that are not about a socket.
    beside: f64,
    /// Those that sleep until a file is ready.
    turns: f64,
}

impl Count {
    fn all(&self) -> f64 {
        self.calls.iter().map(|(_, calls)| calls).sum()
    }
}

/// Counts, prints a table, and writes a report into the directory `out`.
pub(crate) fn count(rows: &[Row], out: &Path) -> ExitCode {
    let version = match strace::version() {
        Ok(version) => version,
        Err(error) => {
            eprintln!("SKIPPED: no system calls are counted, as strace does not run ({error})");
            return ExitCode::SUCCESS;
        }
    };
    match count_all(rows) {
        Ok(counts) => {
            print!("{}", report::table(&version, &counts));
            match report::write(&version, &counts, out) {
                Ok(file) => println!("\nreport: {}", file.display()),
                Err(error) => return fail(&format!("the report cannot be written: {error}")),
            }
            ExitCode::SUCCESS
        }
        Err(mistake) => fail(&mistake),
    }
}

fn count_all(rows: &[Row]) -> Result<Vec<Counts>, String> {
    let mut progress = Progress::new(rows.iter().map(|row| row.contenders.len()).sum());
    let mut all = Vec::new();
    for row in rows {
        progress.begin(row.path());
        let mut contenders = Vec::new();
        for contender in row.contenders.iter().filter(|c| matches!(c.batch, Batch::Count(_))) {
            contenders.push(of_contender(row, contender)?);
            progress.step();
        }
        all.push(Counts { row: row.path(), contenders });
    }
    progress.finish();
    Ok(all)
}

fn of_contender(row: &Row, contender: &Contender) -> Result<Count, String> {
    let per = contender.per(row.per);
    let fewer = OPERATIONS.div_ceil(per);
    let more = 3 * fewer;
    let of = |count| strace::count(&row.path(), contender.name, count);
    let (more_calls, fewer_calls) = (of(more)?, of(fewer)?);
    let operations = ((more - fewer) * per) as f64;
    // What happens now and then may happen more often in the shorter run.
    let an_operation = |of: &dyn Fn(&Calls) -> u64| {
        of(&more_calls).saturating_sub(of(&fewer_calls)) as f64 / operations
    };
    let names = more_calls.by_name.keys();
    let mut calls: Vec<_> = names
        .map(|name| {
            let called = |calls: &Calls| calls.by_name.get(name).copied().unwrap_or(0);
            (name.clone(), an_operation(&called))
        })
        .filter(|(_, calls)| *calls >= 0.01)
        .collect();
    calls.sort_by(|one, other| other.1.total_cmp(&one.1));
    Ok(Count {
        name: contender.name,
        role: contender.role,
        calls,
        beside: an_operation(&|calls| calls.beside),
        turns: an_operation(&|calls| calls.turns),
    })
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}
