//! Whether the interrupt came everywhere, and whether all was well.

use super::sweep::{Hit, Operation, Printed, Window};
use super::trace::{Effect, Run, Trace};
use crate::firmware::Machine;

/// An operation on a machine.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) name: String,
    pub(super) machine: Machine,
    /// How often an interrupt could come between two instructions, were it not for those that turn them off.
    pub(super) boundaries: usize,
    /// How often it came.
    pub(super) hit: usize,
    /// At how many it could not come.
    pub(super) off: usize,
    /// The most instructions in a row with interrupts off, in the operation, and in its handler.
    pub(super) longest: usize,
    /// What is wrong.
    pub(super) faults: Vec<String>,
}

impl Judged {
    pub(super) fn is_good(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Compares what each operation executes `alone` with where it was interrupted.
pub(super) fn judge(
    machine: Machine,
    trace: &Trace,
    alone: &Printed,
    swept: &Printed,
) -> Result<Vec<Judged>, String> {
    let counts = [alone.operations.len(), swept.operations.len()];
    let runs: usize = alone.operations.iter().map(|operation| 1 + operation.also).sum();
    if counts[0] == 0 || counts[0] != counts[1] || runs != trace.runs.len() {
        return Err(format!(
            "operations that were run, swept: {counts:?}; runs: {runs}, traced: {}",
            trace.runs.len()
        ));
    }
    if alone.window != swept.window {
        return Err("the two runs are not of one program".to_owned());
    }
    let mut runs = &trace.runs[..];
    let operations = alone.operations.iter().zip(&swept.operations);
    let judged = operations.map(|(alone, swept_one)| {
        let (own, rest) = runs.split_at(1 + alone.also);
        runs = rest;
        let case = Case { machine, trace, runs: own, alone, swept: swept_one, printed: swept };
        case.judge()
    });
    judged.collect()
}

/// All about one operation.
struct Case<'a> {
    machine: Machine,
    trace: &'a Trace,
    /// The operation; then the operation if the handler came before it, and the handler.
    runs: &'a [Run],
    alone: &'a Operation,
    swept: &'a Operation,
    printed: &'a Printed,
}

impl Case<'_> {
    fn judge(&self) -> Result<Judged, String> {
        let run = &self.runs[0];
        let marked = self.marked(run)?;
        let mut most = 0;
        for run in self.runs {
            most = most.max(longest(&self.marked(run)?));
        }
        let hits = within(&self.swept.hits, self.printed.window, run.slept);
        let mut expected: Vec<u32> =
            marked.iter().filter(|mark| !mark.off).map(|mark| mark.place).collect();
        expected.extend(self.last(run));
        expected.dedup();

        let mut faults = Vec::new();
        if self.swept.name != self.alone.name {
            faults.push(format!("the other run calls it {}", self.alone.name));
        }
        faults.extend(self.alone.wrong.clone());
        faults.extend(self.difference(&expected, hits));
        faults.extend(self.verdict());
        Ok(Judged {
            name: self.swept.name.clone(),
            machine: self.machine,
            // And that behind the last instruction.
            boundaries: marked.len() + 1,
            hit: hits.len(),
            off: marked.iter().filter(|mark| mark.off).count(),
            longest: most,
            faults,
        })
    }

    /// What was executed, and whether interrupts were off before each.
    fn marked(&self, run: &Run) -> Result<Vec<Mark>, String> {
        let mut off = false;
        let mut marked = Vec::new();
        for &place in &run.executed {
            marked.push(Mark { place, off });
            match self.trace.effect(place)? {
                Effect::Off => off = true,
                Effect::On => off = false,
                Effect::None => {}
            }
        }
        Ok(marked)
    }

    /// The boundary behind the last instruction: the return, or where a sleep was ended.
    fn last(&self, run: &Run) -> Option<u32> {
        if run.slept {
            self.alone.hits.first().map(|hit| hit.place)
        } else {
            Some(self.printed.window.end)
        }
    }

    fn difference(&self, expected: &[u32], hits: &[Hit]) -> Option<String> {
        let places: Vec<u32> = hits.iter().map(|hit| hit.place).collect();
        if places == expected {
            return None;
        }
        let same = places.iter().zip(expected).take_while(|(a, b)| a == b).count();
        let show = |place: Option<&u32>| match place {
            Some(&place) => format!("before `{}` at {place:x}", self.trace.text(place)),
            None => "nowhere".to_owned(),
        };
        Some(format!(
            "interrupted {}, where it executes on {} (boundary {same} of {})",
            show(places.get(same)),
            show(expected.get(same)),
            expected.len(),
        ))
    }

    /// Whether all was well wherever it should, and nowhere else.
    fn verdict(&self) -> Option<String> {
        let wrong: Vec<u32> =
            self.swept.hits.iter().filter(|hit| !hit.is_good).map(|hit| hit.place).collect();
        let must = self.must_fail();
        if wrong == must {
            return None;
        }
        let what = self.swept.wrong.as_deref().unwrap_or("all is well");
        let places = |places: &[u32]| {
            let one = |&place: &u32| format!("{place:x} `{}`", self.trace.text(place));
            places.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        Some(match &must[..] {
            [] => format!("{what}, if interrupted before {}", places(&wrong)),
            _ => format!(
                "{what}, if interrupted before {}; the fault is planted before {}",
                places(&wrong),
                places(&must)
            ),
        })
    }

    /// Before which instructions a planted fault must be found.
    fn must_fail(&self) -> Vec<u32> {
        let Some((look, trust)) = self.swept.planted else { return Vec::new() };
        let behind = self.runs[0].executed.iter().skip_while(|&&place| place != look).skip(1);
        let mut must: Vec<u32> = behind.copied().take_while(|&place| place != trust).collect();
        must.push(trust);
        must
    }
}

/// An instruction, and whether interrupts were off before it.
#[derive(Clone, Copy, Debug)]
struct Mark {
    place: u32,
    off: bool,
}

fn longest(marked: &[Mark]) -> usize {
    let stretches = marked.chunk_by(|a, b| a.off == b.off).filter(|stretch| stretch[0].off);
    stretches.map(<[Mark]>::len).max().unwrap_or(0)
}

/// The hits from the call to the return: short delays come before, and long ones after it.
fn within(hits: &[Hit], window: Window, slept: bool) -> &[Hit] {
    let from = hits.iter().position(|hit| hit.place == window.begin);
    let hits = &hits[from.unwrap_or(hits.len())..];
    let to = hits.iter().position(|hit| hit.place == window.end);
    match to {
        Some(to) if !slept => &hits[..=to],
        _ => hits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call, three instructions of which the first turns interrupts off and the second on again, and a return.
    const LOG: &str = "\
0x00000010:  4780       blx      r0
Trace 0: 0x7f [0/00000010/0/0] begin
0x00000020:  b672       cpsid    i
Trace 0: 0x7f [0/00000020/0/0] op
0x00000022:  b662       cpsie    i
Trace 0: 0x7f [0/00000022/0/0] op
0x00000024:  4770       bx       lr
Trace 0: 0x7f [0/00000024/0/0] op
0x00000012:  2200       movs     r2, #0
Trace 0: 0x7f [0/00000012/0/0] end
";
    const HEAD: &str = "window 10 12 30\n";

    fn judged(operation: &str) -> Judged {
        let alone = Printed::parse(&format!("{HEAD}operation a/b\ndone\n")).unwrap();
        let swept = Printed::parse(&format!("{HEAD}operation a/b\n{operation}\ndone\n")).unwrap();
        let trace = Trace::parse(LOG, alone.window).unwrap();
        let mut judged = judge(Machine::Microbit, &trace, &alone, &swept).unwrap();
        assert_eq!(judged.len(), 1);
        judged.remove(0)
    }

    #[test]
    fn all_is_well_if_every_boundary_was_hit_but_those_with_interrupts_off() {
        let judged = judged("hit e 10 20 24 12 14");
        assert_eq!(judged.faults, [""; 0]);
        let Judged { boundaries, hit, off, longest, .. } = judged;
        assert_eq!([boundaries, hit, off, longest], [5, 4, 1, 1]);
    }

    #[test]
    fn a_boundary_that_was_not_hit_is_a_fault() {
        assert!(judged("hit 10 24 12").faults[0].contains("`cpsid i` at 20"));
        assert!(judged("hit 10 20 24").faults[0].contains("nowhere"), "the return");
        assert!(judged("hit 14").faults[0].contains("`blx r0` at 10"));
        assert!(judged("hit 10 20 22 24 12").faults[0].contains("`cpsie i` at 22"), "cannot be");
    }

    #[test]
    fn what_is_wrong_must_be_planted_there_and_only_there() {
        assert!(judged("hit 10 20! 24 12\nwrong lost").faults[0].starts_with("lost"));
        assert!(judged("hit e! 10 20 24 12\nwrong lost").faults[0].starts_with("lost"));
        assert!(judged("planted 10 20\nhit 10 20! 24 12\nwrong lost").is_good());
        assert!(!judged("planted 10 20\nhit 10 20 24 12").is_good(), "it was not found");
        assert!(
            !judged("planted 10 20\nhit 10 20! 24! 12\nwrong lost").is_good(),
            "elsewhere, too"
        );
    }

    #[test]
    fn runs_that_do_not_belong_together_are_refused() {
        let one = Printed::parse(&format!("{HEAD}operation a/b\ndone\n")).unwrap();
        let other = Printed::parse("window 10 14 30\noperation a/b\ndone\n").unwrap();
        let none = Printed::parse(&format!("{HEAD}done\n")).unwrap();
        let trace = Trace::parse(LOG, one.window).unwrap();
        assert!(judge(Machine::Microbit, &trace, &one, &other).is_err());
        assert!(judge(Machine::Microbit, &trace, &one, &none).is_err());
        assert!(judge(Machine::Microbit, &Trace::default(), &none, &none).is_err());
    }
}
