//! From samples to ratios, and from ratios to met or missed.

use std::mem;

use crate::measure::Samples;
use crate::row::{Goal, Role, Row};
use crate::stats::Summary;

/// A row after it was measured.
pub(crate) struct Verdict {
    pub(crate) row: Row,
    pub(crate) figures: Vec<Figure>,
    pub(crate) judged: Vec<Judged>,
    /// Fewer cores than threads: the figures show the scheduler, and no goal is judged.
    pub(crate) crowded: bool,
}

/// What one contender came to.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    /// Nanoseconds per operation.
    pub(crate) ns: Summary,
    /// How many times the floor it takes: lower is better.
    pub(crate) floor_ratio: Option<Summary>,
    /// How many times as fast the subject is: higher is better for the subject.
    pub(crate) speed_ratio: Option<Summary>,
    /// Where two threads shared the work: the part of the one that did less.
    pub(crate) lesser: Option<f64>,
    pub(crate) samples: Samples,
}

/// A goal and the ratio that was reached.
pub(crate) struct Judged {
    pub(crate) goal: Goal,
    pub(crate) ratio: Option<f64>,
}

impl Judged {
    /// Whether the goal is met; `None` if it could not be judged.
    pub(crate) fn met(&self) -> Option<bool> {
        self.ratio.map(|ratio| self.goal.is_met_by(ratio))
    }
}

impl Verdict {
    /// Judges `samples`, which lie as the contenders of `row` do.
    pub(crate) fn new(mut row: Row, samples: Vec<Samples>, cores: usize) -> Self {
        // They keep what they worked on; the figures do not need it.
        let contenders = mem::take(&mut row.contenders);
        let of_role = |role| contenders.iter().position(|c| c.role == role);
        let floor = of_role(Role::Floor).map(|place| samples[place].ns.clone());
        let subject = of_role(Role::Subject).map(|place| samples[place].ns.clone());
        let figures: Vec<Figure> = contenders
            .iter()
            .zip(samples)
            .map(|(contender, samples)| Figure {
                name: contender.name,
                role: contender.role,
                ns: Summary::of(&samples.ns),
                floor_ratio: floor.as_ref().map(|floor| Summary::of_ratio(&samples.ns, floor)),
                speed_ratio: subject
                    .as_ref()
                    .filter(|_| matches!(contender.role, Role::Peer | Role::Yardstick))
                    .map(|subject| Summary::of_ratio(&samples.ns, subject)),
                lesser: median(&samples.lesser),
                samples,
            })
            .collect();
        let crowded = row.threads > cores;
        let judged = row
            .goals
            .iter()
            .map(|&goal| Judged { goal, ratio: reached(goal, &figures).filter(|_| !crowded) })
            .collect();
        Self { row, figures, judged, crowded }
    }

    pub(crate) fn subject(&self) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.role == Role::Subject)
    }
}

fn median(samples: &[f64]) -> Option<f64> {
    (!samples.is_empty()).then(|| Summary::of(samples).median)
}

/// The median ratio that `goal` is about.
fn reached(goal: Goal, figures: &[Figure]) -> Option<f64> {
    let speeds = |name: Option<&'static str>| {
        figures
            .iter()
            .filter(move |figure| {
                name.map_or(figure.role == Role::Peer, |name| figure.name == name)
            })
            .filter_map(|figure| figure.speed_ratio)
            .map(|ratio| ratio.median)
    };
    match goal {
        Goal::Floor(_) => {
            let subject = figures.iter().find(|figure| figure.role == Role::Subject)?;
            Some(subject.floor_ratio?.median)
        }
        Goal::Peer(_, peer) => speeds(Some(peer)).next(),
        Goal::Best(_) => speeds(None).reduce(f64::min),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::floors::Floor;
    use crate::row::Batch;

    fn idle() -> Batch {
        Batch::count(|_| Duration::ZERO)
    }

    fn measured(threads: usize) -> Verdict {
        let row = Row::new("group", "row")
            .threads(threads)
            .floor(Floor::Load)
            .wakeful(idle())
            .peer("near", idle())
            .peer("far", idle())
            .yardstick("std", idle())
            .goal(Goal::Floor(2.5))
            .goal(Goal::Peer(3.0, "far"))
            .goal(Goal::Best(2.0))
            .goal(Goal::Peer(1.0, "absent"));
        let samples =
            [1.0, 2.0, 3.0, 6.0, 1.0].map(|ns| Samples { ns: vec![ns; 3], lesser: vec![] });
        Verdict::new(row, samples.into(), 2)
    }

    #[test]
    fn goals_compare_the_subject_with_the_floor_one_peer_and_the_best_peer() {
        let met: Vec<_> = measured(2).judged.iter().map(Judged::met).collect();
        assert_eq!(met, [Some(true), Some(true), Some(false), None]);
    }

    #[test]
    fn a_yardstick_is_not_the_best_peer() {
        assert_eq!(measured(2).judged[2].ratio, Some(1.5));
    }

    #[test]
    fn a_crowded_row_is_not_judged() {
        let verdict = measured(3);
        assert!(verdict.crowded);
        assert!(verdict.judged.iter().all(|judged| judged.met().is_none()));
    }
}
