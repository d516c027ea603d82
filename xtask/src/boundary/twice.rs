//! What was interrupted twice: whether all was well at every pair of places.

use super::sweep::{Hit, Operation, Printed};
use crate::firmware::Machine;

/// An operation on a machine.
#[derive(Debug)]
pub(super) struct Pairs {
    pub(super) name: String,
    pub(super) machine: Machine,
    /// At how many pairs of places it was interrupted.
    pub(super) count: usize,
    /// What is wrong.
    pub(super) fault: Option<String>,
}

pub(super) fn judge(machine: Machine, swept: &Printed) -> Vec<Pairs> {
    let one = |operation: &Operation| Pairs {
        name: operation.name.clone(),
        machine,
        count: operation.pairs,
        fault: fault(operation),
    };
    swept.twice.iter().map(one).collect()
}

fn fault(operation: &Operation) -> Option<String> {
    let wrong = wrong(&operation.hits);
    let must = planted(operation);
    if operation.pairs == 0 {
        return Some("it was not interrupted twice anywhere".to_owned());
    }
    if wrong == must {
        return None;
    }
    let what = operation.wrong.as_deref().unwrap_or("all is well");
    Some(format!("{what}, if interrupted before {wrong:x?}; a fault is planted before {must:x?}"))
}

/// The pairs of places at which all was not well; no others are printed.
fn wrong(hits: &[Hit]) -> Vec<(u32, u32)> {
    hits.chunks(2).map(|pair| (pair[0].place, pair.last().map_or(0, |hit| hit.place))).collect()
}

/// Where a planted fault must be found: the first interrupt in the first half of its short instructions, and
/// the second in the other.
fn planted(operation: &Operation) -> Vec<(u32, u32)> {
    let Some((look, trust)) = operation.planted else { return Vec::new() };
    let middle = look + (trust - look) / 2;
    let half = |from: u32, to: u32| (from + 2..=to).step_by(2);
    half(look, middle)
        .flat_map(|first| half(middle, trust).map(move |second| (first, second)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(text: &str) -> Option<String> {
        let printed = format!("window 10 12 30\ntwice a/b+c\n{text}\ndone\n");
        let printed = Printed::parse(&printed).unwrap();
        judge(Machine::Microbit, &printed).remove(0).fault
    }

    #[test]
    fn a_pair_of_places_where_all_was_not_well_is_a_fault() {
        assert_eq!(fault_of("pairs 9"), None);
        assert!(fault_of("hit 20! 24!\npairs 9\nwrong lost").unwrap().contains("lost"));
        assert!(fault_of("pairs 0").is_some(), "nothing was tried");
    }

    #[test]
    fn a_planted_fault_is_found_in_both_halves_and_nowhere_else() {
        let found = "hit 22! 26!\nhit 22! 28!\nhit 24! 26!\nhit 24! 28!\npairs 9\nwrong odd";
        assert_eq!(fault_of(&format!("planted 20 28\n{found}")), None);
        assert!(fault_of(&format!("planted 20 2a\n{found}")).is_some());
        assert!(fault_of("planted 20 28\npairs 9").unwrap().contains("all is well"));
    }
}
