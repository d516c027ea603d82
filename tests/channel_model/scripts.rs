//! Scripts for scenes: long ones drawn at random, and all short ones.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

use crate::line::Fault;
use crate::play::{Play, Scene, Step};

/// A step before it is known who is there: numbers are taken modulo how many there are.
#[derive(Clone, Copy, Debug)]
enum Draw {
    To {
        op: u32,
        poll: bool,
    },
    Poll {
        waiter: usize,
        new_waker: bool,
    },
    PollWoken(usize),
    Drop(usize),
    Cancel(usize),
    Hold(usize),
    /// Again and again a newcomer takes what somebody was woken for.
    Overtake(usize),
}

const CASES: u32 = if cfg!(miri) { 1 } else { 192 };
const LONGEST: usize = if cfg!(miri) { 12 } else { 60 };
const MOST_OVERTAKEN: usize = if cfg!(miri) { 3 } else { 8 };

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    let index = || 0..12usize;
    let draw = prop_oneof![
        16 => (any::<u32>(), prop::bool::weighted(0.85))
            .prop_map(|(op, poll)| Draw::To { op, poll }),
        3 => (index(), any::<bool>())
            .prop_map(|(waiter, new_waker)| Draw::Poll { waiter, new_waker }),
        4 => index().prop_map(Draw::PollWoken),
        2 => index().prop_map(Draw::Drop),
        1 => index().prop_map(Draw::Cancel),
        1 => index().prop_map(Draw::Hold),
        1 => (1..MOST_OVERTAKEN).prop_map(Draw::Overtake),
    ];
    vec(draw, 0..=LONGEST)
}

fn pick(of: &[usize], number: usize) -> Option<usize> {
    of.get(number.checked_rem(of.len())?).copied()
}

fn steps<S: Scene>(play: &Play<S>, draw: Draw) -> Vec<Step<S::Op>> {
    let live = |number| pick(&play.live(), number);
    let step = match draw {
        Draw::To { op, poll } => {
            let choices = play.scene.choices(false);
            let total: u32 = choices.iter().map(|(weight, _)| weight).sum();
            let Some(mut number) = op.checked_rem(total) else { return Vec::new() };
            let chosen = choices.into_iter().find(|(weight, _)| {
                let found = number < *weight;
                number = number.wrapping_sub(*weight);
                found
            });
            return chosen.map(|(_, op)| begin(play, op, poll)).unwrap_or_default();
        }
        Draw::Poll { waiter, new_waker } => live(waiter).map(|id| Step::Poll { id, new_waker }),
        Draw::PollWoken(waiter) => {
            pick(&play.woken(), waiter).map(|id| Step::Poll { id, new_waker: false })
        }
        Draw::Drop(waiter) => live(waiter).map(Step::Drop),
        Draw::Cancel(waiter) => live(waiter).filter(|_| S::CANCELS).map(Step::Cancel),
        Draw::Hold(waiter) => live(waiter).map(Step::Hold),
        // It is drawn as one, and done in turns.
        Draw::Overtake(_) => None,
    };
    step.into_iter().collect()
}

/// The step, and a poll of the future that it makes.
fn begin<S: Scene>(play: &Play<S>, op: S::Op, poll: bool) -> Vec<Step<S::Op>> {
    let mut steps = vec![Step::To(op)];
    if poll && S::starts(op) {
        steps.push(Step::Poll { id: play.made(), new_waker: true });
    }
    steps
}

fn run<S: Scene>(variant: usize, script: &[Draw]) -> Result<(), Fault> {
    let mut play = Play::<S>::new(variant);
    let mut done = Vec::new();
    let result = script.iter().try_for_each(|draw| apply(&mut play, *draw, &mut done));
    let result = result.and_then(|()| play.finish());
    result.map_err(|fault| format!("variant {variant}, {done:?}: {fault}"))
}

fn apply<S: Scene>(play: &mut Play<S>, draw: Draw, done: &mut Steps<S::Op>) -> Result<(), Fault> {
    let mut go = |play: &mut Play<S>, steps: Steps<S::Op>| {
        steps.into_iter().try_for_each(|step| {
            done.push(step);
            play.step(step)
        })
    };
    let Draw::Overtake(times) = draw else {
        let steps = steps(play, draw);
        return go(play, steps);
    };
    for _ in 0..times {
        let turn = play.scene.overtake().into_iter().map(Step::To).collect();
        go(play, turn)?;
        let then = steps(play, Draw::PollWoken(0));
        go(play, then)?;
    }
    Ok(())
}

/// By default 192 scripts for each variant; `PROPTEST_CASES` changes that. A script that fails is made
/// as small as it can be.
pub(crate) fn expect_right<S: Scene>() {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if asked { ProptestConfig::default().cases } else { CASES };
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let few = if cfg!(miri) { 1 } else { S::VARIANTS.len() };
    for variant in S::VARIANTS.iter().copied().take(few) {
        let test = |script: Vec<Draw>| run::<S>(variant, &script).map_err(TestCaseError::fail);
        if let Err(fault) = TestRunner::new(config.clone()).run(&draws(), test) {
            panic!("{}: {fault}", S::name());
        }
    }
}

/// One step of a short script is one or two of the play.
pub(crate) type Steps<O> = Vec<Step<O>>;

/// All that can come next. A future is polled when it is made.
pub(crate) fn next<S: Scene>(play: &Play<S>) -> Vec<Steps<S::Op>> {
    let ops = play.scene.choices(true);
    let mut all: Vec<_> = ops.into_iter().map(|(_, op)| begin(play, op, true)).collect();
    for id in play.live() {
        let more = [Step::Poll { id, new_waker: true }, Step::Drop(id), Step::Hold(id)];
        all.extend(more.map(|step| vec![step]));
        all.extend(S::CANCELS.then_some(vec![Step::Cancel(id)]));
    }
    all
}

/// Runs all scripts that begin with `script`; each from the start.
fn explore<S: Scene>(
    variant: usize,
    depth: usize,
    script: &mut Vec<Steps<S::Op>>,
) -> Result<usize, Fault> {
    let mut play = Play::<S>::new(variant);
    let result = script.iter().flatten().try_for_each(|step| play.step(*step));
    let following = next(&play);
    let result = result.and_then(|()| play.finish());
    result.map_err(|fault| {
        let steps: Vec<_> = script.iter().flatten().collect();
        format!("variant {variant}, {steps:?}: {fault}")
    })?;
    let mut count = 1;
    if script.len() < depth {
        for steps in following {
            script.push(steps);
            count += explore::<S>(variant, depth, script)?;
            script.pop();
        }
    }
    Ok(count)
}

pub(crate) fn expect_right_in_all<S: Scene>(depth: usize) {
    let few = if cfg!(miri) { 1 } else { S::VARIANTS.len() };
    let mut count = 0;
    for variant in S::VARIANTS.iter().copied().take(few) {
        match explore::<S>(variant, depth, &mut Vec::new()) {
            Ok(more) => count += more,
            Err(fault) => panic!("{}: {fault}", S::name()),
        }
    }
    println!("{}: {count} scripts of up to {depth} steps", S::name());
}
