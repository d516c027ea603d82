//! What a primitive may weigh.

use super::build::Flavor;
use super::{Column, Sizes, Weights};

/// A number, and how large it may be.
#[derive(Debug)]
pub(crate) struct Budget {
    name: String,
    /// `None` if there is no such program or type.
    is: Option<i64>,
    limit: i64,
    /// Where it is to come, if it is not there yet.
    goal: i64,
}

/// Flash of programs, on thumbv7em with opt-level `s`: the limit, which is what was reached and a little
/// more, since compilers differ; and the goal.
const FLASH: &[(&str, Flavor, i64, i64)] = &[
    ("mutex", Flavor::Critical, 1_300, 700),
    ("mutex", Flavor::Local, 1_300, 700),
    ("mutex", Flavor::Atomics, 2_000, 700),
    ("mpmc", Flavor::Critical, 3_000, 1_000),
    ("mpmc", Flavor::Local, 3_000, 1_000),
    ("mpmc", Flavor::Atomics, 4_000, 1_000),
];

/// What the second of two programs adds to the first: the same for a value of another type.
const SECOND: &[(&str, &str, i64)] = &[("mutex", "mutex_two", 400), ("mpmc", "mpmc_two", 2_900)];

/// The programs that have a budget.
pub(crate) const PROGRAMS: [&str; 4] = ["mutex", "mutex_two", "mpmc", "mpmc_two"];

/// The bits of a target, and what a lock, one with a small value, and a future that waits may take.
const TYPES: [(u32, i64, i64, i64); 2] = [(32, 16, 16, 28), (64, 24, 32, 48)];

pub(crate) fn of_programs(weights: &Weights) -> Vec<Budget> {
    let flash = |name: &str, flavor| {
        let column = weights.iter().find(|(column, _)| *column == Column::Ours(flavor));
        let found = column.and_then(|(_, found)| found.as_ref().ok())?;
        found.iter().find(|(other, _)| other == name).map(|(_, weight)| weight.flash)
    };
    let first = FLASH.iter().map(|&(name, flavor, limit, goal)| {
        let is = flash(name, flavor);
        Budget { name: format!("flash of {name}, {}", flavor.name()), is, limit, goal }
    });
    let second = SECOND.iter().map(|&(one, two, limit)| {
        let one_is = flash(one, Flavor::Critical);
        let is = flash(two, Flavor::Critical).zip(one_is).map(|(two, one)| two - one);
        Budget { name: format!("flash of a second {one}, critical"), is, limit, goal: limit }
    });
    first.chain(second).collect()
}

/// A lock's state and queue, a lock with a small value, waiting futures, handles of one pointer.
pub(crate) fn of_types(sizes: &Sizes) -> Vec<Budget> {
    let mut budgets = Vec::new();
    for (bits, rows) in sizes {
        let Some(&(_, lock, small, future)) = TYPES.iter().find(|(other, ..)| other == bits) else {
            continue;
        };
        for (name, size) in rows {
            let limit = match name.as_str() {
                "Mutex<()>" => lock,
                "Mutex<u32>" => small,
                name if name.ends_with(", future") => future,
                name if name.ends_with(", handle") => i64::from(bits / 8),
                _ => continue,
            };
            let name = format!("{name}, {bits} bits");
            budgets.push(Budget { name, is: Some(i64::from(*size)), limit, goal: limit });
        }
    }
    budgets
}

/// Prints each as a test; whether all are kept.
pub(crate) fn check(budgets: &[Budget]) -> bool {
    println!("\nrunning {} tests", budgets.len());
    let mut failed = 0;
    for Budget { name, is, limit, goal } in budgets {
        let verdict = match is {
            Some(is) if is <= limit => "ok".to_owned(),
            Some(is) => format!("FAILED: {is} bytes, and the budget is {limit}"),
            None => "FAILED: it was not built".to_owned(),
        };
        failed += usize::from(verdict != "ok");
        println!("test {name} ... {verdict}");
        if let Some(is) = is.filter(|is| is > goal) {
            println!("  {is} bytes; the goal is {goal}");
        }
    }
    let passed = budgets.len() - failed;
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored");
    failed == 0 && passed > 0
}

#[cfg(test)]
mod tests {
    use super::super::Weight;
    use super::*;

    fn mutex(flash: i64) -> Weights {
        let found = vec![("mutex".to_owned(), Weight { flash, ram: 0 })];
        vec![(Column::Ours(Flavor::Critical), Ok(found))]
    }

    #[test]
    fn a_budget_is_kept_up_to_its_last_byte() {
        let (_, _, limit, _) = FLASH[0];
        assert!(check(&of_programs(&mutex(limit))[..1]));
        assert!(!check(&of_programs(&mutex(limit + 1))[..1]));
    }

    #[test]
    fn a_program_that_is_missing_is_no_program_that_is_small() {
        assert!(!check(&of_programs(&mutex(0))));
        assert!(!check(&[]));
    }

    #[test]
    fn every_program_with_a_budget_is_built_in_a_quick_run() {
        let second = SECOND.iter().flat_map(|&(one, two, _)| [one, two]);
        for name in FLASH.iter().map(|&(name, ..)| name).chain(second) {
            assert!(PROGRAMS.contains(&name), "{name}");
        }
    }

    #[test]
    fn types_have_budgets_by_what_they_are() {
        let rows = |size| vec![("Lock, future".to_owned(), size), ("RwLock<u32>".to_owned(), 99)];
        assert_eq!(of_types(&vec![(32, rows(28))]).len(), 1);
        assert!(check(&of_types(&vec![(32, rows(28)), (64, rows(48))])));
        assert!(!check(&of_types(&vec![(32, rows(32))])));
    }
}
