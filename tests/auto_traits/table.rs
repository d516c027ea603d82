//! Comparing what is found with what the rules say.

use std::fmt::Display;

use crate::places::At;
use crate::probe::Traits;

/// The rows so far, and those of them that differ.
#[derive(Default)]
pub(crate) struct Table {
    rows: usize,
    wrong: Vec<String>,
}

impl Table {
    /// A type at many places.
    pub(crate) fn rows(&mut self, name: &str, found: Vec<(At, Traits)>, rule: fn(At) -> Traits) {
        for (at, found) in found {
            let At { lock, handle, value } = at;
            self.compare(
                format_args!("{name}, L = {}, H = {}, T = {}", lock.name, handle.name, value.name),
                found,
                rule(at),
            );
        }
    }

    /// A type at one place.
    pub(crate) fn compare(&mut self, name: impl Display, found: Traits, expected: Traits) {
        self.rows += 1;
        if found != expected {
            self.wrong.push(format!("{found} found, {expected} expected: {name}"));
        }
    }

    /// Tells what differs, and whether the table lost rows.
    pub(crate) fn close(self, at_least: usize) {
        let Self { rows, wrong } = self;
        println!("{rows} rows, {} of them differ", wrong.len());
        assert!(wrong.is_empty(), "{} of {rows} rows differ:\n{}", wrong.len(), wrong.join("\n"));
        assert!(rows >= at_least, "{rows} rows: there were {at_least}");
    }
}

/// `rows!(table, Type<…>, L H T, rule)`: the type at all the places that it mentions.
macro_rules! rows {
    ($table:ident, $Type:ty, $($mentions:ident)*, $rule:expr) => {
        $table.rows(stringify!($Type), places!($Type, $($mentions)*), $rule)
    };
}
pub(crate) use rows;
