//! Every short script: senders and receivers that start, are polled, dropped, or never polled again,
//! while others try, close and leave.
//!
//! Scripts grow step by step, each run from the start. Ends of one side are alike, so the first that
//! is idle is used; a future is polled when it is made.

use crate::line::Fault;
use crate::model::Modelled;
use crate::run::{Run, Step};

/// How long scripts get.
pub(crate) const DEPTH: usize = if cfg!(miri) { 1 } else { 5 };

/// How many scripts there were of each length.
pub(crate) type Counts = [usize; 8];

/// One step of the explorer is one or two of the run.
type Steps = Vec<Step>;

struct Explorer {
    /// How many values are in the channel of capacity 1, or 2, when the script begins.
    capacity: usize,
    full: bool,
    depth: usize,
    script: Vec<Steps>,
    scripts: Counts,
}

impl Explorer {
    fn explore<S: Modelled>(&mut self) -> Result<(), Fault> {
        let next = self.run::<S>().map_err(|fault| {
            let steps: Vec<_> = self.script.iter().flatten().collect();
            format!("capacity {}, full: {}, {steps:?}: {fault}", self.capacity, self.full)
        })?;
        self.scripts[self.script.len()] += 1;
        if self.script.len() == self.depth {
            return Ok(());
        }
        for steps in next {
            self.script.push(steps);
            self.explore::<S>()?;
            self.script.pop();
        }
        Ok(())
    }

    /// Runs the script; returns all that can come next.
    fn run<S: Modelled>(&self) -> Result<Vec<Steps>, Fault> {
        let mut run = Run::<S>::new(self.capacity);
        if S::MANY_SENDERS {
            run.step(Step::CloneSender(0))?;
        }
        if S::MANY_RECEIVERS {
            run.step(Step::CloneReceiver(0))?;
        }
        if self.full {
            (0..self.capacity).try_for_each(|_| run.step(Step::TrySend(0)))?;
        }
        for step in self.script.iter().flatten() {
            run.step(*step)?;
        }
        let next = choices(&run);
        run.finish()?;
        Ok(next)
    }
}

fn choices<S: Modelled>(run: &Run<S>) -> Vec<Steps> {
    let mut steps = Vec::new();
    let id = run.made();
    let start = |start| vec![start, Step::Poll { id, new_waker: true }];
    if let Some(end) = run.idle_senders().first().copied() {
        steps.push(start(Step::Send(end)));
        let more = [Step::TrySend(end), Step::CloseSender(end), Step::DropSender(end)];
        steps.extend(more.map(|step| vec![step]));
    }
    if let Some(end) = run.idle_receivers().first().copied() {
        steps.push(start(Step::Recv(end)));
        let more = [Step::TryRecv(end), Step::CloseReceiver(end), Step::DropReceiver(end)];
        steps.extend(more.map(|step| vec![step]));
    }
    for id in run.live() {
        let more = [Step::Poll { id, new_waker: true }, Step::Drop(id), Step::Hold(id)];
        steps.extend(more.map(|step| vec![step]));
    }
    steps
}

/// Runs all scripts of up to `depth` steps; returns how many there are, or what is wrong.
pub(crate) fn explore<S: Modelled>(depth: usize) -> Result<Counts, Fault> {
    let mut scripts = Counts::default();
    for (capacity, full) in [(0, false), (1, false), (1, true), (2, true)] {
        if !S::CAPACITIES.contains(&capacity) {
            continue;
        }
        let mut explorer = Explorer { capacity, full, depth, script: Vec::new(), scripts };
        explorer.explore::<S>()?;
        scripts = explorer.scripts;
    }
    Ok(scripts)
}

pub(crate) fn expect_right<S: Modelled>(depth: usize) {
    match explore::<S>(depth) {
        Ok(scripts) => {
            println!("{}: {} scripts {scripts:?}", S::name(), scripts.iter().sum::<usize>())
        }
        Err(fault) => panic!("{}: {fault}", S::name()),
    }
}
