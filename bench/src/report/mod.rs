//! The figures, for readers at a terminal, for readers at a browser, and for programs.

mod data;
mod html;
mod json;
mod plot;
mod scale;
mod table;

use std::path::Path;
use std::{fs, io};

pub(crate) use self::html::{STYLE, escape};
pub(crate) use self::json::Json;
use crate::machine::Machine;
use crate::measure::Plan;
use crate::verdict::{Figure, Verdict};

/// Everything that was measured in one run.
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) plan: Plan,
    pub(crate) verdicts: Vec<Verdict>,
}

/// How many goals came out which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    met: usize,
    missed: usize,
    unjudged: usize,
}

impl Report {
    /// The report as text.
    pub(crate) fn table(&self) -> String {
        table::render(self)
    }

    /// Writes `index.html` and `report.json` into `directory`, which is made if need be.
    pub(crate) fn write_to(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        fs::write(directory.join("index.html"), html::render(self))?;
        fs::write(directory.join("report.json"), format!("{}\n", data::value_of(self)))
    }

    fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for judged in self.verdicts.iter().flat_map(|verdict| &verdict.judged) {
            *match judged.met() {
                Some(true) => &mut tally.met,
                Some(false) => &mut tally.missed,
                None => &mut tally.unjudged,
            } += 1;
        }
        tally
    }

    /// One line about where and how.
    fn circumstances(&self) -> String {
        let Machine { cpu, cores, rustc } = &self.machine;
        let Plan { rounds, batch } = self.plan;
        let batch = batch.as_millis();
        format!("{cpu} · {cores} cores · {rustc} · {rounds} rounds of {batch} ms")
    }
}

/// A time in as many digits as mean something.
fn nanoseconds(ns: f64) -> String {
    match ns {
        ns if ns < 10.0 => format!("{ns:.2}"),
        ns if ns < 100.0 => format!("{ns:.1}"),
        ns => format!("{ns:.0}"),
    }
}

/// A ratio in as many digits as mean something.
pub(crate) fn ratio(ratio: f64) -> String {
    match ratio {
        ratio if ratio < 10.0 => format!("{ratio:.2}"),
        ratio if ratio < 100.0 => format!("{ratio:.1}"),
        ratio => format!("{ratio:.0}"),
    }
}

/// How two threads shared the work, if they did: 50 % is fair.
fn share(figure: &Figure) -> Option<String> {
    figure.lesser.map(|lesser| format!("{:.0} %", lesser * 100.0))
}

/// Reports to test the writers with.
#[cfg(test)]
mod sample {
    use std::time::Duration;

    use super::*;
    use crate::floors::Floor;
    use crate::measure::Samples;
    use crate::row::{Batch, Goal, Row};

    /// Two measured rows, with every role, every kind of goal and a name that needs escaping.
    pub(super) fn report() -> Report {
        let idle = || Batch::count(|_| Duration::ZERO);
        let row = Row::new("group", "row <\"&\\>")
            .floor(Floor::Load)
            .wakeful(idle())
            .peer("slow & <late>", idle())
            .peer("fast", idle())
            .yardstick("std", idle())
            .goal(Goal::Floor(1.5))
            .goal(Goal::Best(1.0))
            .goal(Goal::Peer(2.0, "slow & <late>"));
        let samples = [1.0, 1.25, 5.0, 1.0, 4.0].map(|ns| vec![ns, ns * 1.5, ns * 0.5]);
        let of = |ns| Samples { ns, lesser: vec![] };
        let shared = |ns| Samples { ns, lesser: vec![0.25] };
        let crowded = Row::new("group", "crowd").threads(3).wakeful(idle()).peer("fast", idle());
        let machine = Machine { cpu: "CPU \"9\"".into(), cores: 2, rustc: "rustc 1" };
        let verdicts = vec![
            Verdict::new(row, samples.map(of).into(), 2),
            Verdict::new(crowded, vec![shared(vec![1.0]), shared(vec![2.0])], 2),
        ];
        Report { machine, plan: Plan::QUICK, verdicts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_counted() {
        assert_eq!(sample::report().tally(), Tally { met: 2, missed: 1, unjudged: 0 });
    }

    #[test]
    fn figures_have_as_many_digits_as_mean_something() {
        assert_eq!([0.5, 9.876, 98.76, 9876.0].map(nanoseconds), ["0.50", "9.88", "98.8", "9876"]);
        assert_eq!([0.5, 12.34, 123.4].map(ratio), ["0.50", "12.3", "123"]);
    }

    #[test]
    fn the_report_is_written_where_it_is_wanted() {
        let directory = std::env::temp_dir().join(format!("bench-report-{}", std::process::id()));
        sample::report().write_to(&directory).unwrap();
        let page = fs::read_to_string(directory.join("index.html")).unwrap();
        let data = fs::read_to_string(directory.join("report.json")).unwrap();
        fs::remove_dir_all(&directory).unwrap();
        assert!(page.starts_with("<!doctype html>") && data.starts_with('{'));
    }
}
