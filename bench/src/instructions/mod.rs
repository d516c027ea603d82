//! Instructions instead of nanoseconds: they are the same in every run, on a machine that has much else
//! to do, too.
//!
//! This program runs itself under valgrind, twice for each contender of a row, with batches of two
//! sizes. The difference is what the iterations took which one run had more than the other: what it
//! takes to start and to end cancels out.

mod callgrind;
mod report;

use std::path::Path;
use std::process::ExitCode;

use crate::groups;
use crate::options::Once;
use crate::progress::Progress;
use crate::row::{Batch, Contender, Role, Row};

/// The smaller one of the two runs has about so many operations.
const OPERATIONS: u64 = 1000;

/// What was counted of one row.
struct Counts {
    row: String,
    contenders: Vec<Count>,
}

/// What was counted of one contender.
struct Count {
    name: &'static str,
    role: Role,
    /// Instructions of one operation, of all threads together.
    instructions: f64,
}

/// Runs one batch of one contender.
pub(crate) fn once(rows: Vec<Row>, once: &Once) -> ExitCode {
    // Who has several threads has one under valgrind, which runs one at a time anyway.
    groups::use_one_thread();
    let mut rows = rows.into_iter().filter(|row| row.path() == once.row);
    let contenders = rows.next().map(|row| row.contenders).unwrap_or_default();
    let contender = contenders.into_iter().find(|contender| contender.name == once.contender);
    match contender.map(|contender| contender.batch) {
        Some(Batch::Count(mut run)) => {
            run(once.count);
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("nobody called {} counts in {}", once.contender, once.row);
            ExitCode::FAILURE
        }
    }
}

/// Counts, prints a table, and writes a report into the directory `out`.
pub(crate) fn count(rows: &[Row], out: &Path) -> ExitCode {
    let version = match callgrind::version() {
        Ok(version) => version,
        Err(error) => {
            eprintln!("SKIPPED: no instructions are counted, as valgrind does not run ({error})");
            return ExitCode::SUCCESS;
        }
    };
    match count_all(rows) {
        Ok(counts) => {
            print!("{}", report::table(&version, &counts));
            match report::write(&version, &counts, out) {
                Ok(page) => println!("\nreport: {}", page.display()),
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
    let of = |count| callgrind::count(&row.path(), contender.name, count);
    let difference = of(more)?.saturating_sub(of(fewer)?);
    let instructions = difference as f64 / ((more - fewer) * per) as f64;
    Ok(Count { name: contender.name, role: contender.role, instructions })
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}
