//! The table of primitives and promises.

use std::collections::BTreeMap;

use crate::caught::caught;
use crate::promises::PROMISES;
use crate::scenes;

/// How many primitives there are, and how many of them have a form for handles, too.
const IN_ALL: usize = 89;
const IN_BOTH_FORMS: usize = 26;
/// What has no flavor.
const ON_THE_HEAP: usize = 1;

/// What a cell shows: a promise that was kept, that does not apply, or that was broken.
struct Table {
    /// By flavor and primitive, in the order of the promises.
    rows: Vec<(&'static str, &'static str, Vec<String>)>,
    /// Why a promise does not apply, by the number that stands for it.
    reasons: Vec<&'static str>,
    broken: Vec<String>,
}

impl Table {
    fn fill() -> Self {
        let mut table = Self { rows: Vec::new(), reasons: Vec::new(), broken: Vec::new() };
        for subject in scenes::subjects() {
            let mut cells = Vec::new();
            for promise in &PROMISES {
                cells.push(match caught(|| (promise.check)(&subject)) {
                    Ok(Ok(())) => String::from("✓"),
                    Ok(Err(reason)) => format!("n/a{}", table.number(reason)),
                    Err(message) => {
                        let cell = format!("{} {} ({})", promise.id, subject.name, subject.flavor);
                        table.broken.push(format!("{cell}: {message}"));
                        String::from("✗")
                    }
                });
            }
            table.rows.push((subject.flavor, subject.name, cells));
        }
        table
    }

    fn number(&mut self, reason: &'static str) -> usize {
        let known = self.reasons.iter().position(|known| *known == reason);
        1 + known.unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        })
    }

    fn print(&self) {
        let mut last = "";
        for (flavor, name, cells) in &self.rows {
            if *flavor != last {
                let ids = PROMISES.map(|promise| format!("{:<6}", promise.id)).concat();
                println!("\n{flavor:<34}{ids}");
                last = flavor;
            }
            let cells: String = cells.iter().map(|cell| format!("{cell:<6}")).collect();
            println!("  {name:<32}{cells}");
        }
        println!();
        for (at, reason) in self.reasons.iter().enumerate() {
            println!("n/a{}: {reason}", at + 1);
        }
        for broken in &self.broken {
            println!("broken: {broken}");
        }
    }

    /// No primitive is missing in any flavor. The names of flavors with handles have a comma.
    fn assert_complete(&self) {
        let mut flavors = BTreeMap::<_, Vec<_>>::new();
        for (flavor, name, cells) in &self.rows {
            assert_eq!(cells.len(), PROMISES.len());
            flavors.entry(*flavor).or_default().push(*name);
        }
        let all = &flavors["threads"];
        assert_eq!(all.len(), IN_ALL, "a primitive came or went: {all:?}");
        for (flavor, names) in &flavors {
            let expected = match *flavor {
                "heap" => ON_THE_HEAP,
                owned if owned.contains(',') => IN_BOTH_FORMS,
                _ => IN_ALL,
            };
            assert_eq!(names.len(), expected, "{flavor} lacks a primitive: {names:?}");
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "the other tests do the same")]
fn every_primitive_keeps_every_promise_in_every_flavor() {
    let table = Table::fill();
    table.print();
    table.assert_complete();
    assert!(table.broken.is_empty(), "{} promises are broken", table.broken.len());
}
