//! Measures `wakeful` against what the hardware allows and against its peers.
//!
//! ```text
//! cargo run -p bench --release -- --help
//! ```
//!
//! | module | what it is about |
//! |---|---|
//! | [`row`] | the nouns: rows, contenders, goals |
//! | [`floors`] | what the hardware allows |
//! | [`workload`] | the work of each kind of primitive, over a trait |
//! | [`groups`] | who takes part in which row, and what is hoped for |
//! | [`harness`] | clocks, hand-made polls, a tiny executor, pinned threads |
//! | [`measure`], [`stats`], [`verdict`] | rounds, medians, met or missed |
//! | [`instructions`], [`syscalls`] | instructions, or system calls, instead of nanoseconds |
//! | [`report`] | a table, a web page, a file for machines |

mod floors;
mod groups;
mod harness;
mod instructions;
mod machine;
mod measure;
mod options;
mod os;
mod progress;
mod report;
mod row;
mod stats;
mod syscalls;
mod verdict;
mod workload;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use machine::Machine;
use measure::{Plan, measure};
use options::Options;
use progress::Progress;
use report::Report;
use row::Row;
use verdict::Verdict;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(mistake) => {
            eprintln!("{mistake}\n\n{}", options::HELP);
            return ExitCode::FAILURE;
        }
    };
    if options.help {
        print!("{}", options::HELP);
        return ExitCode::SUCCESS;
    }
    let mut rows = groups::rows();
    if let Some(once) = options.once {
        return instructions::once(rows, &once);
    }
    rows.retain(|row| options.wants(&row.path()));
    if options.list {
        rows.iter().for_each(|row| println!("{}", row.path()));
        return ExitCode::SUCCESS;
    }
    if rows.is_empty() {
        eprintln!("no row is called that; --list shows them all");
        return ExitCode::FAILURE;
    }
    let out = options.out.unwrap_or_else(default_out);
    if options.instructions {
        // All rows would take long, and most do not repeat.
        rows.retain(|row| row.counted || !options.only.is_empty());
        return instructions::count(&rows, &out);
    }
    if options.syscalls {
        rows.retain(|row| row.calls || !options.only.is_empty());
        return syscalls::count(&rows, &out);
    }
    let plan = if options.quick { Plan::QUICK } else { Plan::FULL };
    let report = run(rows, plan);
    print!("{}", report.table());
    match report.write_to(&out) {
        Ok(()) => {
            println!("\nreport: {}", out.join("index.html").display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the report cannot be written to {}: {error}", out.display());
            ExitCode::FAILURE
        }
    }
}

/// Measures all rows on this thread, pinned to the first core.
fn run(rows: Vec<Row>, plan: Plan) -> Report {
    let machine = Machine::this();
    machine::pin(0);
    if cfg!(debug_assertions) {
        eprintln!("built without optimisation: these figures mean nothing; use --release");
    }
    let mut progress = Progress::new(rows.len() * plan.rounds);
    let verdicts = rows
        .into_iter()
        .map(|mut row| {
            progress.begin(row.path());
            let samples = measure(&mut row, plan, || progress.step());
            Verdict::new(row, samples, machine.cores)
        })
        .collect();
    progress.finish();
    Report { machine, plan, verdicts }
}

/// Beside this program's sources, wherever it is run from.
fn default_out() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("report")
}
