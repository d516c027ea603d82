//! All short scripts of a scene once more, with values whose destructor or clone panics, or calls into
//! the channel. What the model says is not asked; each item has to be dropped once.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::rc::Rc;

use crate::ends::{Event, hook_items};
use crate::line::Fault;
use crate::play::{Panic, Play, Scene};
use crate::scripts::{Steps, next};

#[derive(Clone, Copy, Debug)]
enum Reaction {
    /// The first time that this happens to the value of this number, it panics.
    Panics(Event, usize),
    /// It does what the scene can do.
    CallsBack(Event),
}

/// The panic that a value was told to make.
struct Planned;

/// What can come next, and how many values there are.
type After<S> = (Vec<Steps<<S as Scene>::Op>>, usize);

fn run<S: Scene>(
    variant: usize,
    reaction: Reaction,
    script: &[Steps<S::Op>],
) -> Result<After<S>, Fault> {
    let mut play = Play::<S>::new(variant);
    let panicked = Rc::new(Cell::new(0));
    let count = panicked.clone();
    let call_back = play.scene.call_back();
    let calls = Cell::new(0);
    let hook = move |event, id| match reaction {
        Reaction::Panics(when, which) if event == when && id == which && count.get() == 0 => {
            count.set(1);
            resume_unwind(Box::new(Planned));
        }
        // A few times: what is done then drops and clones, too.
        Reaction::CallsBack(when) if event == when && calls.get() < 4 => {
            calls.set(calls.get() + 1);
            call_back();
        }
        _ => {}
    };
    let mut panics: Vec<Panic> = Vec::new();
    let (following, values, fault) = hook_items(Rc::new(hook), || {
        for step in script.iter().flatten() {
            // Something else may have come of the steps before.
            if play.can(*step) {
                panics.extend(play.risk(*step).err());
            }
        }
        let (following, values) = (next(&play), play.census().values());
        (following, values, play.abandon(&mut panics))
    });
    if let Some(fault) = fault {
        return Err(fault);
    }
    if !panics.iter().all(|panic| panic.is::<Planned>()) {
        return Err("a panic that nobody planned".into());
    }
    if panics.len() != panicked.get() {
        return Err(format!("{} panics, and not {}", panics.len(), panicked.get()));
    }
    Ok((following, values))
}

fn explore<S: Scene>(
    variant: usize,
    depth: usize,
    script: &mut Vec<Steps<S::Op>>,
) -> Result<usize, Fault> {
    let (mut count, mut following) = (0, Vec::new());
    let mut go = |reaction| {
        let (next, values) = run::<S>(variant, reaction, script).map_err(|fault| {
            let steps: Vec<_> = script.iter().flatten().collect();
            format!("variant {variant}, {reaction:?}, {steps:?}: {fault}")
        })?;
        count += 1;
        following = next;
        Ok::<usize, Fault>(values)
    };
    let mut values = go(Reaction::CallsBack(Event::Clone))?;
    values = values.min(go(Reaction::CallsBack(Event::Drop))?);
    for value in 0..values {
        go(Reaction::Panics(Event::Clone, value))?;
        go(Reaction::Panics(Event::Drop, value))?;
    }
    if script.len() < depth {
        for steps in following {
            script.push(steps);
            count += explore::<S>(variant, depth, script)?;
            script.pop();
        }
    }
    Ok(count)
}

pub(crate) fn expect_each_dropped_once<S: Scene>(depth: usize) {
    let few = if cfg!(miri) { 1 } else { S::VARIANTS.len() };
    let mut count = 0;
    for variant in S::VARIANTS.iter().copied().take(few) {
        match explore::<S>(variant, depth, &mut Vec::new()) {
            Ok(more) => count += more,
            Err(fault) => panic!("{}: {fault}", S::name()),
        }
    }
    println!("{}: {count} ways to end, each item dropped once", S::name());
}
