//! Long scripts, drawn at random; one that fails is made as small as it can be.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::line::Fault;
use crate::model::Modelled;
use crate::run::{Run, Step};

/// A step before it is known who is there: numbers are taken modulo how many there are.
#[derive(Clone, Copy, Debug)]
enum Draw {
    Send {
        end: usize,
        poll: bool,
    },
    Recv {
        end: usize,
        poll: bool,
    },
    Poll {
        waiter: usize,
        new_waker: bool,
    },
    PollWoken(usize),
    Drop(usize),
    Hold(usize),
    TrySend(usize),
    TryRecv(usize),
    CloseSender(usize),
    CloseReceiver(usize),
    CloneSender(usize),
    CloneReceiver(usize),
    DropSender(usize),
    DropReceiver(usize),
    /// Again and again a newcomer takes what somebody was woken for.
    Overtake {
        times: usize,
        receivers: bool,
    },
}

const CASES: u32 = if cfg!(miri) { 1 } else { 128 };
const LONGEST: usize = if cfg!(miri) { 12 } else { 60 };
const MOST_OVERTAKEN: usize = if cfg!(miri) { 3 } else { 8 };

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    let index = || 0..12usize;
    let polled = || (index(), prop::bool::weighted(0.85));
    let draw = prop_oneof![
        16 => polled().prop_map(|(end, poll)| Draw::Send { end, poll }),
        16 => polled().prop_map(|(end, poll)| Draw::Recv { end, poll }),
        8 => (index(), any::<bool>()).prop_map(|(waiter, new_waker)| Draw::Poll { waiter, new_waker }),
        16 => index().prop_map(Draw::PollWoken),
        8 => index().prop_map(Draw::Drop),
        2 => index().prop_map(Draw::Hold),
        12 => index().prop_map(Draw::TrySend),
        12 => index().prop_map(Draw::TryRecv),
        1 => index().prop_map(Draw::CloseSender),
        1 => index().prop_map(Draw::CloseReceiver),
        6 => index().prop_map(Draw::CloneSender),
        6 => index().prop_map(Draw::CloneReceiver),
        2 => index().prop_map(Draw::DropSender),
        2 => index().prop_map(Draw::DropReceiver),
        4 => (1..MOST_OVERTAKEN, any::<bool>())
            .prop_map(|(times, receivers)| Draw::Overtake { times, receivers }),
    ];
    vec(draw, 0..=LONGEST)
}

fn pick(of: &[usize], number: usize) -> Option<usize> {
    of.get(number.checked_rem(of.len())?).copied()
}

fn run<S: Modelled>(capacity: usize, script: &[Draw]) -> Result<(), Fault> {
    let mut run = Run::<S>::new(capacity);
    let mut steps = Vec::new();
    let result = script.iter().try_for_each(|draw| apply(&mut run, *draw, &mut steps));
    let result = result.and_then(|()| run.finish());
    result.map_err(|fault| format!("capacity {capacity}, {steps:?}: {fault}"))
}

fn apply<S: Modelled>(run: &mut Run<S>, draw: Draw, steps: &mut Vec<Step>) -> Result<(), Fault> {
    let mut step = |run: &mut Run<S>, step: Option<Step>| {
        let Some(step) = step else { return Ok(()) };
        steps.push(step);
        run.step(step)
    };
    let (senders, receivers) = (run.idle_senders(), run.idle_receivers());
    let poll_newest = |run: &Run<S>| run.live().pop().map(|id| Step::Poll { id, new_waker: true });
    match draw {
        Draw::Send { end, poll } => {
            let made = pick(&senders, end).map(Step::Send);
            step(run, made)?;
            let then = poll_newest(run).filter(|_| poll && made.is_some());
            step(run, then)
        }
        Draw::Recv { end, poll } => {
            let made = pick(&receivers, end).map(Step::Recv);
            step(run, made)?;
            let then = poll_newest(run).filter(|_| poll && made.is_some());
            step(run, then)
        }
        Draw::Poll { waiter, new_waker } => {
            let polled = pick(&run.live(), waiter).map(|id| Step::Poll { id, new_waker });
            step(run, polled)
        }
        Draw::PollWoken(waiter) => {
            let polled = pick(&run.woken(), waiter).map(|id| Step::Poll { id, new_waker: false });
            step(run, polled)
        }
        Draw::Drop(waiter) => {
            let dropped = pick(&run.live(), waiter).map(Step::Drop);
            step(run, dropped)
        }
        Draw::Hold(waiter) => {
            let held = pick(&run.live(), waiter).map(Step::Hold);
            step(run, held)
        }
        Draw::TrySend(end) => step(run, pick(&senders, end).map(Step::TrySend)),
        Draw::TryRecv(end) => step(run, pick(&receivers, end).map(Step::TryRecv)),
        Draw::CloseSender(end) => step(run, pick(&senders, end).map(Step::CloseSender)),
        Draw::CloseReceiver(end) => step(run, pick(&receivers, end).map(Step::CloseReceiver)),
        Draw::CloneSender(end) => step(run, pick(&senders, end).map(Step::CloneSender)),
        Draw::CloneReceiver(end) => step(run, pick(&receivers, end).map(Step::CloneReceiver)),
        Draw::DropSender(end) => step(run, pick(&senders, end).map(Step::DropSender)),
        Draw::DropReceiver(end) => step(run, pick(&receivers, end).map(Step::DropReceiver)),
        Draw::Overtake { times, receivers } => {
            let turn = [Draw::TrySend(0), Draw::TryRecv(0)];
            for _ in 0..times {
                apply(run, turn[usize::from(!receivers)], steps)?;
                apply(run, turn[usize::from(receivers)], steps)?;
                apply(run, Draw::PollWoken(0), steps)?;
            }
            Ok(())
        }
    }
}

/// The smallest script that fails, and why.
pub(crate) fn check<S: Modelled>(capacity: usize) -> Result<(), Fault> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    check_with::<S>(capacity, TestRunner::new_with_rng(config(512), rng))
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn check_with<S: Modelled>(capacity: usize, mut runner: TestRunner) -> Result<(), Fault> {
    let result =
        runner.run(&draws(), |script| run::<S>(capacity, &script).map_err(TestCaseError::fail));
    result.map_err(|fault| fault.to_string())
}

/// By default 128 scripts for each capacity; `PROPTEST_CASES` changes that.
pub(crate) fn expect_right<S: Modelled>() {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if asked { ProptestConfig::default().cases } else { CASES };
    let few = if cfg!(miri) { 1 } else { S::CAPACITIES.len() };
    for capacity in S::CAPACITIES.iter().copied().take(few) {
        let result = check_with::<S>(capacity, TestRunner::new(config(cases)));
        assert_eq!(result, Ok(()), "{}", S::name());
    }
}
