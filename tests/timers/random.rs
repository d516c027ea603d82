//! Long scripts, drawn at random; one that fails is made as small as it can be.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};
use wakeful::lock::RawLock;

use crate::flavors::{Visitor, each};
use crate::model::State;
use crate::real::{Kind, Real};
use crate::run::{Fault, Run, Step};
use crate::subject::Subject;

/// A time before it is known what time it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Time {
    Zero,
    Before(u64),
    After(u64),
    /// 64 to this power, and so much off.
    Power(u32, u64),
    /// So much later.
    AfterPower(u32, u64),
    Most(u64),
    /// When another one is due: numbers are taken modulo how many there are.
    Same(usize),
    BeforeSame(usize),
    AfterSame(usize),
    Alarm,
}

/// A step before it is known who is there.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Draw {
    Make { at: Time, poll: bool },
    Crowd { at: Time, many: usize },
    Poll { who: usize, new_waker: bool },
    Reset(usize, Time),
    Drop(usize),
    Forget(usize),
    Clock(Time),
    Check { driver: bool },
    Next,
}

const CASES: u32 = 48;
const LONGEST: usize = 120;
/// More than a hold of the lock moves.
pub(crate) const CROWD: usize = if cfg!(miri) { 8 } else { 90 };

fn times() -> impl Strategy<Value = Time> {
    prop_oneof![
        1 => Just(Time::Zero),
        2 => (1..70u64).prop_map(Time::Before),
        6 => (0..70u64).prop_map(Time::After),
        2 => (0..11u32, 0..3u64).prop_map(|(power, off)| Time::Power(power, off)),
        4 => (0..11u32, 0..3u64).prop_map(|(power, off)| Time::AfterPower(power, off)),
        1 => (0..3u64).prop_map(Time::Most),
        4 => (0..99usize).prop_map(Time::Same),
        1 => (0..99usize).prop_map(Time::BeforeSame),
        1 => (0..99usize).prop_map(Time::AfterSame),
        2 => Just(Time::Alarm),
    ]
}

fn draws() -> impl Strategy<Value = Draw> {
    let who = || 0..99usize;
    prop_oneof![
        8 => (times(), prop::bool::weighted(0.9)).prop_map(|(at, poll)| Draw::Make { at, poll }),
        1 => (times(), 2..CROWD).prop_map(|(at, many)| Draw::Crowd { at, many }),
        4 => (who(), any::<bool>()).prop_map(|(who, new_waker)| Draw::Poll { who, new_waker }),
        2 => (who(), times()).prop_map(|(who, at)| Draw::Reset(who, at)),
        3 => who().prop_map(Draw::Drop),
        1 => who().prop_map(Draw::Forget),
        4 => times().prop_map(Draw::Clock),
        4 => prop::bool::weighted(0.7).prop_map(|driver| Draw::Check { driver }),
        1 => Just(Draw::Next),
    ]
}

fn pick(of: &[usize], number: usize) -> Option<usize> {
    of.get(number.checked_rem(of.len())?).copied()
}

fn resolve<S: Subject>(run: &Run<S>, time: Time) -> u64 {
    let same = |number| {
        let waiting = run.model.ids(|state| matches!(state, State::Waiting(_)));
        pick(&waiting, number).map_or(0, |id| run.model.sleepers[id].deadline)
    };
    let power = |power: u32, off: u64| (1u64 << (6 * power)).wrapping_add(off).wrapping_sub(1);
    match time {
        Time::Zero => 0,
        Time::Before(n) => run.now().saturating_sub(n),
        Time::After(n) => run.now().saturating_add(n),
        Time::Power(n, off) => power(n, off),
        Time::AfterPower(n, off) => run.now().saturating_add(power(n, off)),
        Time::Most(n) => u64::MAX - n,
        Time::Same(number) => same(number),
        Time::BeforeSame(number) => same(number).saturating_sub(1),
        Time::AfterSame(number) => same(number).saturating_add(1),
        Time::Alarm => run.alarm().unwrap_or(0),
    }
}

pub(crate) fn apply<S: Subject>(run: &mut Run<S>, draw: Draw) -> Result<(), Fault> {
    let present = |state| state != State::Gone;
    let step = match draw {
        Draw::Make { at, poll } => {
            let id = run.model.sleepers.len();
            run.step(Step::Make(resolve(run, at)))?;
            poll.then_some(Step::Poll { id, new_waker: true })
        }
        Draw::Crowd { at, many } => {
            for n in 0..many as u64 {
                let id = run.model.sleepers.len();
                // Not all of them equal.
                let at = resolve(run, at).saturating_add(n % 3);
                run.step(Step::Make(at))?;
                run.step(Step::Poll { id, new_waker: true })?;
            }
            None
        }
        Draw::Poll { who, new_waker } => {
            let ids = run.model.ids(|state| present(state) && state != State::Done);
            pick(&ids, who).map(|id| Step::Poll { id, new_waker })
        }
        Draw::Reset(who, at) => {
            pick(&run.model.ids(present), who).map(|id| Step::Reset(id, resolve(run, at)))
        }
        Draw::Drop(who) => pick(&run.model.ids(present), who).map(Step::Drop),
        Draw::Forget(who) => pick(&run.model.ids(present), who).map(Step::Forget),
        Draw::Clock(at) => Some(Step::Clock(resolve(run, at))),
        Draw::Check { driver } => Some(Step::Check { driver }),
        Draw::Next => Some(Step::Next),
    };
    step.map_or(Ok(()), |step| run.step(step))
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn check_with<S: Subject>(mut runner: TestRunner) -> Result<(), Fault> {
    let result = runner.run(&vec(draws(), 0..=LONGEST), |script| {
        let mut run = Run::<S>::default();
        script.iter().try_for_each(|draw| apply(&mut run, *draw)).map_err(TestCaseError::fail)?;
        run.finish().map_err(TestCaseError::fail)
    });
    result.map_err(|fault| fault.to_string())
}

fn fixed() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}

/// The smallest script that fails, and why: always the same scripts.
pub(crate) fn check<S: Subject>() -> Result<(), Fault> {
    check_with::<S>(TestRunner::new_with_rng(config(256), fixed()))
}

/// By default 48 scripts for each; `PROPTEST_CASES` changes that.
#[test]
#[cfg_attr(miri, ignore = "to draw takes minutes; the long run does the same")]
fn timers_do_what_the_model_says() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let asked = std::env::var_os("PROPTEST_CASES").is_some();
            let cases = if asked { ProptestConfig::default().cases } else { CASES };
            let result = check_with::<Real<L, K>>(TestRunner::new(config(cases)));
            assert_eq!(result, Ok(()), "{} ({flavor})", K::NAME);
        }
    }
    each(&mut Check);
}
