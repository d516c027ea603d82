//! A script on its way: timers, and the model that says what they should do.

use crate::model::{Model, State};
use crate::subject::Subject;
use crate::task::Log;

/// What is wrong, in words.
pub(crate) type Fault = String;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Make(u64),
    Poll {
        id: usize,
        new_waker: bool,
    },
    Reset(usize, u64),
    Drop(usize),
    /// It is never touched again, and dropped when all is over.
    Forget(usize),
    Clock(u64),
    /// By the driver, or by somebody who does not care when to check again.
    Check {
        driver: bool,
    },
    Next,
}

#[derive(Default)]
pub(crate) struct Run<S> {
    subject: S,
    pub(crate) model: Model,
    log: Log<(usize, u32)>,
    /// How many wakers each sleep has had.
    wakers: Vec<u32>,
    /// The alarm has rung, and nobody has checked yet.
    rung: bool,
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, is: T, should: T) -> Result<(), Fault> {
    if is == should { Ok(()) } else { Err(format!("{what}: {is:?} instead of {should:?}")) }
}

impl<S: Subject> Run<S> {
    pub(crate) fn now(&self) -> u64 {
        self.subject.now()
    }

    pub(crate) fn alarm(&self) -> Option<u64> {
        self.subject.alarm()
    }

    pub(crate) fn step(&mut self, step: Step) -> Result<(), Fault> {
        self.apply(step).map_err(|fault| format!("{step:?}: {fault}"))
    }

    fn apply(&mut self, step: Step) -> Result<(), Fault> {
        match step {
            Step::Make(deadline) => {
                self.subject.make(deadline);
                self.model.make(deadline);
                self.wakers.push(0);
            }
            Step::Poll { id, new_waker } => {
                if new_waker {
                    self.wakers[id] += 1;
                }
                let waker = self.log.waker((id, self.wakers[id]));
                let ready = self.subject.poll(id, &waker);
                same("ready", ready, self.model.poll(id, self.subject.now()))?;
            }
            Step::Reset(id, deadline) => {
                self.subject.reset(id, deadline);
                self.model.reset(id, deadline);
            }
            Step::Drop(id) => {
                self.subject.remove(id);
                self.model.remove(id);
            }
            Step::Forget(id) => self.model.sleepers[id].forgotten = true,
            Step::Clock(now) => {
                let alarm = self.subject.alarm();
                self.subject.set_now(now);
                self.rung |= alarm.is_some_and(|alarm| alarm <= now);
            }
            Step::Check { driver } => self.check(driver)?,
            Step::Next => same("next_expiration", self.subject.next(), self.model.next())?,
        }
        same("woken", self.log.take(), Vec::new())?;
        self.look()
    }

    fn check(&mut self, driver: bool) -> Result<(), Fault> {
        let now = self.subject.now();
        let bound = self.subject.check(driver);
        self.rung &= !driver;
        let due = self.model.check(now);
        let due: Vec<_> = due.into_iter().map(|id| (id, self.wakers[id])).collect();
        same("woken", self.log.take(), due)?;
        let next = self.model.next();
        if S::EXACT || next.is_none() {
            return same("check_expirations", bound, next);
        }
        if bound > next || bound.is_none_or(|bound| bound <= now) {
            return Err(format!("check_expirations: {bound:?} at {now}, but next is {next:?}"));
        }
        Ok(())
    }

    /// What holds at any time.
    fn look(&self) -> Result<(), Fault> {
        let next = self.model.next();
        same("is_empty", self.subject.is_empty(), next.is_none())?;
        let alarm = self.subject.alarm();
        if let Some(next) = next.filter(|_| !self.rung) {
            if alarm.is_none_or(|alarm| alarm > next) {
                return Err(format!("the alarm is at {alarm:?}, and {next} is due first"));
            }
        }
        Ok(())
    }

    /// The end: everybody is looked at, and leaves; no waker is left.
    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.step(Step::Next)?;
        for (id, sleeper) in self.model.sleepers.iter().enumerate() {
            if sleeper.state != State::Gone {
                let over = matches!(sleeper.state, State::Fired | State::Done);
                same("is_elapsed", self.subject.is_elapsed(id), over)?;
                same("deadline", self.subject.deadline(id), sleeper.deadline)?;
            }
        }
        for id in 0..self.model.sleepers.len() {
            if self.model.sleepers[id].state != State::Gone {
                self.apply(Step::Drop(id))?;
            }
        }
        same("wakers", self.log.wakers(), 0)
    }
}
