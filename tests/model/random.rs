//! Long scripts, drawn at random; one that fails is made as small as it can be.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRng, TestRunner};

use crate::flavor::{Family, Visitor, each};
use crate::primitive::{Model, Primitive};
use crate::run::{Fault, Run, Step};

/// A step before it is known who is there: numbers are taken modulo how many there are.
#[derive(Clone, Copy, Debug)]
enum Draw {
    Make {
        ask: usize,
        poll: bool,
    },
    Poll {
        waiter: usize,
        new_waker: bool,
    },
    PollWoken(usize),
    Drop(usize),
    Release(usize),
    Turn(usize, usize),
    Signal(usize),
    /// Again and again something is released, and a newcomer polls before the one who was woken.
    Overtake {
        times: usize,
        ask: usize,
    },
}

const CASES: u32 = if cfg!(miri) { 1 } else { 64 };
const LONGEST: usize = if cfg!(miri) { 12 } else { 60 };
const MOST_OVERTAKEN: usize = if cfg!(miri) { 3 } else { 8 };

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    let index = || 0..12usize;
    let draw = prop_oneof![
        4 => (index(), prop::bool::weighted(0.8)).prop_map(|(ask, poll)| Draw::Make { ask, poll }),
        2 => (index(), any::<bool>()).prop_map(|(waiter, new_waker)| Draw::Poll { waiter, new_waker }),
        4 => index().prop_map(Draw::PollWoken),
        2 => index().prop_map(Draw::Drop),
        4 => index().prop_map(Draw::Release),
        2 => (index(), index()).prop_map(|(guard, into)| Draw::Turn(guard, into)),
        3 => index().prop_map(Draw::Signal),
        1 => (1..MOST_OVERTAKEN, index()).prop_map(|(times, ask)| Draw::Overtake { times, ask }),
    ];
    vec(draw, 0..=LONGEST)
}

fn pick<T: Copy>(of: &[T], number: usize) -> Option<T> {
    of.get(number.checked_rem(of.len())?).copied()
}

fn run<P: Primitive>(fair: bool, script: &[Draw]) -> Result<(), Fault> {
    let primitive = P::new(fair);
    let mut run = Run::new(&primitive, fair);
    for draw in script {
        apply(&mut run, *draw)?;
    }
    run.finish()
}

fn apply<P: Primitive>(run: &mut Run<'_, P>, draw: Draw) -> Result<(), Fault> {
    let held = run.held();
    let step = match draw {
        Draw::Make { ask, poll } => {
            let Some(ask) = pick(P::ASKS, ask) else { return Ok(()) };
            run.step(Step::Make(ask))?;
            let newest = run.live().pop().filter(|_| poll);
            newest.map(|id| Step::Poll { id, new_waker: true })
        }
        Draw::Poll { waiter, new_waker } => {
            pick(&run.live(), waiter).map(|id| Step::Poll { id, new_waker })
        }
        Draw::PollWoken(waiter) => {
            pick(&run.woken(), waiter).map(|id| Step::Poll { id, new_waker: false })
        }
        Draw::Drop(waiter) => pick(&run.live(), waiter).map(Step::Drop),
        Draw::Release(guard) => guard.checked_rem(held.len()).map(Step::Release),
        Draw::Turn(guard, into) => guard.checked_rem(held.len()).and_then(|at| {
            let into = pick(P::Model::turns(held[at]), into)?;
            Some(Step::Turn(at, into))
        }),
        Draw::Signal(signal) => pick(P::SIGNALS, signal).map(Step::Signal),
        Draw::Overtake { times, ask } => {
            for _ in 0..times {
                let is_held = !run.held().is_empty();
                apply(run, if is_held { Draw::Release(0) } else { Draw::Signal(0) })?;
                apply(run, Draw::Make { ask, poll: true })?;
                apply(run, Draw::PollWoken(0))?;
            }
            None
        }
    };
    step.map_or(Ok(()), |step| run.step(step))
}

/// The smallest script that fails, and why.
pub(crate) fn check<P: Primitive>(fair: bool) -> Result<(), Fault> {
    check_with::<P>(
        fair,
        TestRunner::new_with_rng(
            config(256),
            TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        ),
    )
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn check_with<P: Primitive>(fair: bool, mut runner: TestRunner) -> Result<(), Fault> {
    let result =
        runner.run(&draws(), |script| run::<P>(fair, &script).map_err(TestCaseError::fail));
    result.map_err(|fault| fault.to_string())
}

/// By default 64 scripts for each form; `PROPTEST_CASES` changes that.
pub(crate) fn every_flavor<F: Family>() {
    struct Check;
    impl Visitor for Check {
        fn visit<P: Primitive>(&mut self, flavor: &str) {
            let asked = std::env::var_os("PROPTEST_CASES").is_some();
            let cases = if asked { ProptestConfig::default().cases } else { CASES };
            for fair in P::FORMS {
                let result = check_with::<P>(*fair, TestRunner::new(config(cases)));
                assert_eq!(result, Ok(()), "{} ({flavor}, fair: {fair})", P::NAME);
            }
        }
    }
    each::<F>(&mut Check);
}
