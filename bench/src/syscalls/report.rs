//! What was counted, for a terminal and for programs.

use std::fmt::{self, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{Count, Counts};
use crate::report::Json;
use crate::row::Role;

pub(super) fn table(version: &str, counts: &[Counts]) -> String {
    let mut text = String::new();
    write_table(&mut text, version, counts).expect("a string takes whatever is written");
    text
}

/// Writes `syscalls.json`; where it is.
pub(super) fn write(version: &str, counts: &[Counts], directory: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(directory)?;
    let file = directory.join("syscalls.json");
    fs::write(&file, format!("{}\n", value_of(version, counts)))?;
    Ok(file)
}

fn write_table(out: &mut String, version: &str, counts: &[Counts]) -> fmt::Result {
    writeln!(out, "system calls per operation, without those of the load, by {version}")?;
    for row in counts {
        writeln!(out, "\n{}", row.row)?;
        writeln!(out, "  {:<16}{:>7}{:>8}{:>9}", "", "calls", "turns", "a turn*")?;
        for count in &row.contenders {
            let mark = if count.role == Role::Subject { '▸' } else { ' ' };
            // An empty sum is negative zero.
            let (name, all, turns) = (count.name, count.all() + 0.0, count.turns);
            let turn = count.of_a_turn().map(|calls| format!("{calls:.2}")).unwrap_or_default();
            write!(out, "{mark} {name:<16}{all:>7.2}{turns:>8.2}{turn:>9}  ")?;
            for (name, calls) in &count.calls {
                write!(out, " {name} {calls:.2}")?;
            }
            writeln!(out)?;
        }
    }
    writeln!(out, "\n* calls that are not about a socket, for each time somebody sleeps in epoll")
}

impl Count {
    fn of_a_turn(&self) -> Option<f64> {
        (self.turns > 0.0).then(|| self.beside / self.turns)
    }
}

fn value_of(version: &str, counts: &[Counts]) -> Json {
    let of_row = |row: &Counts| {
        let contender = |count: &Count| {
            let call = |(name, calls): &(String, f64)| {
                Json::Object(vec![("name", Json::text(name)), ("calls", Json::number(*calls))])
            };
            Json::Object(vec![
                ("name", Json::text(count.name)),
                ("role", Json::text(count.role.name())),
                ("turns", Json::number(count.turns)),
                ("beside", Json::number(count.beside)),
                ("calls", Json::list(count.calls.iter().map(call))),
            ])
        };
        Json::Object(vec![
            ("row", Json::text(&row.row)),
            ("contenders", Json::list(row.contenders.iter().map(contender))),
        ])
    };
    Json::Object(vec![
        ("counted_by", Json::text(version)),
        ("rows", Json::list(counts.iter().map(of_row))),
    ])
}
