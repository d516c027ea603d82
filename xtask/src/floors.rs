//! Floors: the fewest tests that a leg may run.
//!
//! A test that no longer runs says nothing; a floor notices. Floors only rise
//! by themselves: to lower one, edit `xtask/floors.txt`, where a reviewer sees it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;

use crate::paths;

const HEADER: &str = "# The fewest tests that each leg may run; `cargo xtask floors` raises them.";

/// A count for each leg: `leg count` lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Floors(BTreeMap<String, u64>);

impl Floors {
    /// The recorded floors; none if nothing is recorded yet.
    pub(crate) fn recorded() -> Result<Floors, String> {
        match fs::read_to_string(paths::floors()) {
            Ok(text) => Floors::parse(&text),
            Err(_) => Ok(Floors::default()),
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Floors, String> {
        let mut floors = Floors::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let number = index + 1;
            let (leg, count) = line
                .split_once(' ')
                .ok_or_else(|| format!("floors, line {number}: not `leg count`: {line}"))?;
            let count = count
                .trim()
                .parse()
                .map_err(|_| format!("floors, line {number}: not a count: {count}"))?;
            if floors.0.insert(leg.to_owned(), count).is_some() {
                return Err(format!("floors, line {number}: `{leg}` is there twice"));
            }
        }
        Ok(floors)
    }

    pub(crate) fn of(&self, leg: &str) -> Option<u64> {
        self.0.get(leg).copied()
    }

    pub(crate) fn record(&mut self, leg: &str, count: u64) {
        self.0.insert(leg.to_owned(), count);
    }

    /// Raises each floor to its count in `counts`; returns what changed, as
    /// (leg, old floor, new floor).
    fn raise_to(&mut self, counts: &Floors) -> Vec<(String, u64, u64)> {
        let mut raised = Vec::new();
        for (leg, &count) in &counts.0 {
            let floor = self.of(leg).unwrap_or(0);
            if count > floor {
                self.record(leg, count);
                raised.push((leg.clone(), floor, count));
            }
        }
        raised
    }
}

impl fmt::Display for Floors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(leg, count)| writeln!(f, "{leg} {count}"))
    }
}

/// Writes the counts of the last run where they are above the recorded floors.
pub(crate) fn raise() -> Result<bool, String> {
    let last = paths::last();
    let counts = fs::read_to_string(&last)
        .map_err(|error| format!("{}: {error}; run `cargo xtask test` first", last.display()))?;
    let mut floors = Floors::recorded()?;
    let raised = floors.raise_to(&Floors::parse(&counts)?);
    for (leg, old, new) in &raised {
        println!("{leg}: {old} -> {new}");
    }
    if raised.is_empty() {
        println!("no leg ran more tests than its floor");
        return Ok(true);
    }
    fs::write(paths::floors(), format!("{HEADER}\n{floors}"))
        .map_err(|error| format!("{}: {error}", paths::floors().display()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let text = "miri-tree 41\ntest 120\n";
        let floors = Floors::parse(&format!("{HEADER}\n\n{text}")).unwrap();
        assert_eq!(floors.of("test"), Some(120));
        assert_eq!(floors.of("doc"), None);
        assert_eq!(floors.to_string(), text);
    }

    #[test]
    fn a_bad_line_is_named() {
        assert!(Floors::parse("test").unwrap_err().contains("line 1"));
        assert!(Floors::parse("# fine\ntest many").unwrap_err().contains("line 2"));
        assert!(Floors::parse("test 1\ntest 2").unwrap_err().contains("twice"));
    }

    #[test]
    fn floors_rise_and_never_fall() {
        let mut floors = Floors::parse("test 120\nmodels 9").unwrap();
        let last = Floors::parse("test 130\nmodels 8\nxtask 12").unwrap();
        let raised = floors.raise_to(&last);
        assert_eq!(raised, [("test".into(), 120, 130), ("xtask".into(), 0, 12)]);
        assert_eq!(floors, Floors::parse("test 130\nmodels 9\nxtask 12").unwrap());
    }
}
