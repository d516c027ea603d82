//! Every short script: three waiters that are polled, dropped, or never polled again, while others
//! release and signal.
//!
//! Scripts grow step by step, each run from the start. Waiters that ask for the same are alike, so
//! they are polled for the first time in order; to drop or forget one that was never polled is the
//! same as not to have it.

use crate::flavor::{Family, Visitor, each};
use crate::primitive::{Ask, Model, Primitive};
use crate::run::{Fault, Run, Step, StepOf};

/// How many scripts there were of each length.
pub(crate) type Counts = [usize; 7];

const WAITERS: usize = 3;

struct Explorer<'p, P: Primitive> {
    fair: bool,
    held: &'p [Ask<P>],
    asks: [Ask<P>; WAITERS],
    depth: usize,
    script: Vec<StepOf<P>>,
    scripts: Counts,
}

impl<P: Primitive> Explorer<'_, P> {
    /// Runs the script as it is, then all longer ones.
    fn explore(&mut self) -> Result<(), Fault> {
        let primitive = P::new(self.fair);
        let next = self.run(&primitive).map_err(|fault| {
            format!("{:?} held, {:?} wait, {:?}: {fault}", self.held, self.asks, self.script)
        })?;
        self.scripts[self.script.len()] += 1;
        if self.script.len() == self.depth {
            return Ok(());
        }
        for step in next {
            self.script.push(step);
            self.explore()?;
            self.script.pop();
        }
        Ok(())
    }

    fn run(&self, primitive: &P) -> Result<Vec<StepOf<P>>, Fault> {
        let mut run = Run::new(primitive, self.fair);
        for (id, ask) in self.held.iter().enumerate() {
            run.step(Step::Make(*ask))?;
            run.step(Step::Poll { id, new_waker: false })?;
        }
        for ask in self.asks {
            run.step(Step::Make(ask))?;
        }
        for step in &self.script {
            run.step(*step)?;
        }
        let next = choices(&run);
        run.finish()?;
        Ok(next)
    }
}

/// All steps that can come next.
fn choices<P: Primitive>(run: &Run<'_, P>) -> Vec<StepOf<P>> {
    let mut steps = Vec::new();
    let mut fresh = Vec::new();
    for id in run.live() {
        if run.was_polled(id) {
            steps.extend([Step::Poll { id, new_waker: true }, Step::Drop(id), Step::Forget(id)]);
        } else if !fresh.contains(&run.ask_of(id)) {
            fresh.push(run.ask_of(id));
            steps.push(Step::Poll { id, new_waker: true });
        }
    }
    let mut held = Vec::new();
    for (at, ask) in run.held().into_iter().enumerate() {
        if held.contains(&ask) {
            continue;
        }
        held.push(ask);
        steps.push(Step::Release(at));
        steps.extend(P::Model::turns(ask).iter().map(|into| Step::Turn(at, *into)));
    }
    steps.extend(P::SIGNALS.iter().take(P::FEW_SIGNALS).map(|signal| Step::Signal(*signal)));
    steps
}

/// Runs all scripts of up to `depth` steps; returns how many there are, or what is wrong.
pub(crate) fn explore<P: Primitive>(fair: bool, depth: usize) -> Result<Counts, Fault> {
    let few = &P::ASKS[..P::FEW];
    let mut scripts = Counts::default();
    for held in P::HELD {
        for (a, first) in few.iter().enumerate() {
            for (b, second) in few.iter().enumerate().skip(a) {
                for third in &few[b..] {
                    let asks = [*first, *second, *third];
                    let script = Vec::new();
                    let mut explorer = Explorer::<P> { fair, held, asks, depth, script, scripts };
                    explorer.explore()?;
                    scripts = explorer.scripts;
                }
            }
        }
    }
    Ok(scripts)
}

pub(crate) fn every_flavor<F: Family>() {
    struct Explore;
    impl Visitor for Explore {
        fn visit<P: Primitive>(&mut self, flavor: &str) {
            // Without optimization all flavors at full depth take too long, and Miri is slow.
            let depth = match flavor {
                _ if cfg!(miri) => P::DEPTH - 4,
                "local" => P::DEPTH,
                _ => P::DEPTH - usize::from(cfg!(debug_assertions)),
            };
            for (fair, expected) in P::FORMS.iter().zip(P::SCRIPTS) {
                let what = format!("{} ({flavor}, fair: {fair})", P::NAME);
                match explore::<P>(*fair, depth) {
                    Ok(scripts) => {
                        println!("{what}: {} scripts", scripts.iter().sum::<usize>());
                        assert_eq!(scripts[..=depth], expected[..=depth], "{what}");
                    }
                    Err(fault) => panic!("{what}: {fault}"),
                }
            }
        }
    }
    each::<F>(&mut Explore);
}
