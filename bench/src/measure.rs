//! Who runs when: a round is one batch of each contender, and rounds follow each other, so
//! whatever disturbs the machine disturbs everybody alike.

use std::time::Duration;

use crate::row::{Batch, Row};

/// How thoroughly to measure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    /// How long a batch should take.
    pub(crate) batch: Duration,
}

impl Plan {
    pub(crate) const FULL: Self = Self { rounds: 25, batch: Duration::from_millis(3) };
    pub(crate) const QUICK: Self = Self { rounds: 3, batch: Duration::from_millis(2) };
}

/// What was measured of one contender, one sample a round.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Samples {
    /// Nanoseconds per operation.
    pub(crate) ns: Vec<f64>,
    /// Where two threads shared the work: the part of the one that did less.
    pub(crate) lesser: Vec<f64>,
}

/// The samples of each contender of `row`, in their order.
pub(crate) fn measure(row: &mut Row, plan: Plan, mut round_done: impl FnMut()) -> Vec<Samples> {
    let counts: Vec<u64> =
        row.contenders.iter_mut().map(|c| calibrate(&mut c.batch, plan.batch)).collect();
    let mut samples = vec![Samples::default(); row.contenders.len()];
    for _ in 0..plan.rounds {
        for ((contender, &count), samples) in
            row.contenders.iter_mut().zip(&counts).zip(&mut samples)
        {
            let ns = match &mut contender.batch {
                Batch::Count(run) => run(count).as_nanos() as f64 / count as f64,
                Batch::Span(run) => {
                    let shared = run(plan.batch);
                    samples.lesser.push(shared.lesser);
                    shared.ns
                }
            };
            samples.ns.push(ns / contender.per(row.per) as f64);
        }
        round_done();
    }
    samples
}

/// How many iterations last about as long as `target`; warms everything up on the way.
fn calibrate(batch: &mut Batch, target: Duration) -> u64 {
    let run = match batch {
        Batch::Count(run) => run,
        Batch::Span(run) => {
            run(target / 4);
            return 1;
        }
    };
    let mut count = 1;
    loop {
        let took = run(count);
        if took * 4 >= target {
            let scale = target.as_secs_f64() / took.as_secs_f64();
            return ((count as f64 * scale) as u64).max(1);
        }
        count *= 2;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    fn row_that_notes_its_batches(log: &Rc<RefCell<Vec<char>>>) -> Row {
        let noting = |name| {
            let log = Rc::clone(log);
            Batch::count(move |count| {
                log.borrow_mut().push(name);
                Duration::from_nanos(count * 50)
            })
        };
        Row::new("group", "row").per(5).wakeful(noting('A')).peer("b", noting('B'))
    }

    #[test]
    fn contenders_take_turns_after_the_calibration() {
        let log = Rc::default();
        let mut row = row_that_notes_its_batches(&log);
        measure(&mut row, Plan { rounds: 3, batch: Duration::from_millis(1) }, || {});
        let log: String = log.borrow().iter().collect();
        assert!(log.ends_with("ABABAB"), "{log}");
    }

    #[test]
    fn samples_are_nanoseconds_per_operation() {
        let log = Rc::default();
        let mut row = row_that_notes_its_batches(&log);
        let samples = measure(&mut row, Plan::QUICK, || {});
        assert_eq!(samples[1], Samples { ns: vec![10.0; 3], lesser: vec![] });
    }

    #[test]
    fn batches_are_sized_to_the_target() {
        let mut batch = Batch::count(|count| Duration::from_nanos(count * 10));
        let count = calibrate(&mut batch, Duration::from_millis(3));
        assert!((290_000..=300_000).contains(&count), "{count}");
    }
}
