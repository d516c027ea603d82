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
    /// The most instructions in a row with interrupts off.
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
    let counts = [trace.runs.len(), alone.operations.len(), swept.operations.len()];
    if counts[0] == 0 || counts.iter().any(|&count| count != counts[0]) {
        return Err(format!("operations that were traced, run, swept: {counts:?}"));
    }
    if alone.window != swept.window {
        return Err("the two runs are not of one program".to_owned());
    }
    let operations = alone.operations.iter().zip(&swept.operations);
    let judged = trace.runs.iter().zip(operations).map(|(run, (alone, swept_one))| {
        let case = Case { machine, trace, run, alone, swept: swept_one, printed: swept };
        case.judge()
    });
    judged.collect()
}

/// All about one operation.
struct Case<'a> {
    machine: Machine,
    trace: &'a Trace,
    run: &'a Run,
    alone: &'a Operation,
    swept: &'a Operation,
    printed: &'a Printed,
}

impl Case<'_> {
    fn judge(&self) -> Result<Judged, String> {
        let marked = self.marked()?;
        let hits = within(&self.swept.hits, self.printed.window, self.run.slept);
        let mut expected: Vec<u32> =
            marked.iter().filter(|mark| !mark.off).map(|mark| mark.place).collect();
        expected.extend(self.last());
        expected.dedup();

        let mut faults = Vec::new();
        if self.swept.name != self.alone.name {
            faults.push(format!("the other run calls it {}", self.alone.name));
        }
        faults.extend(self.alone.wrong.clone());
        faults.extend(self.difference(&expected, hits));
        faults.extend(self.verdict(hits));
        Ok(Judged {
            name: self.swept.name.clone(),
            machine: self.machine,
            // And that behind the last instruction.
            boundaries: marked.len() + 1,
            hit: hits.len(),
            off: marked.iter().filter(|mark| mark.off).count(),
            longest: longest(&marked),
            faults,
        })
    }

    /// What was executed, and whether interrupts were off before each.
    fn marked(&self) -> Result<Vec<Mark>, String> {
        let mut off = false;
        let mut marked = Vec::new();
        for &place in &self.run.executed {
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
    fn last(&self) -> Option<u32> {
        if self.run.slept {
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
    fn verdict(&self, hits: &[Hit]) -> Option<String> {
        let wrong: Vec<u32> = hits.iter().filter(|hit| !hit.is_good).map(|hit| hit.place).collect();
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
        let behind = self.run.executed.iter().skip_while(|&&place| place != look).skip(1);
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
