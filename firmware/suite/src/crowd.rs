//! Some who wait, and the model of who should have been woken.

use core::mem;
use core::task::{Context, Waker};

use crate::facts::{Facts, Serves};
use crate::few::Few;
use crate::probe::Probe;
use crate::stage::{Moves, SEATS, Stage};

/// The waiters of a scene, in the order in which they came.
pub(crate) struct Crowd<'a, 's> {
    stage: &'a mut Stage<'s>,
    facts: Facts,
    tasks: [Option<Task>; SEATS],
    /// How many could go on now if they were polled. With [`Serves::All`], any number above 0 stands for all.
    turns: usize,
    released: bool,
}

/// Who polls a seat.
struct Task {
    probe: &'static Probe,
    waker: Waker,
    polls: usize,
    /// How many wakes have been answered by a poll.
    answered: usize,
}

impl<'a, 's> Crowd<'a, 's> {
    /// `n` waiters, who wait.
    pub(crate) fn queue(stage: &'a mut Stage<'s>, facts: Facts, n: usize) -> Self {
        let mut crowd = Self::fresh(stage, facts, n);
        for k in 0..n {
            assert!(!crowd.poll(k), "a waiter went on before anything was released");
        }
        crowd
    }

    /// `n` futures that were not polled yet.
    pub(crate) fn fresh(stage: &'a mut Stage<'s>, facts: Facts, n: usize) -> Self {
        let tasks = [const { None }; SEATS];
        let mut crowd = Self { stage, facts, tasks, turns: 0, released: false };
        for k in 0..n {
            crowd.come(k);
        }
        crowd
    }

    /// Another comes, and is not polled yet.
    pub(crate) fn come(&mut self, k: usize) {
        self.stage.seats[k].sit();
        self.tasks[k] = None;
        let probe = Probe::fresh(k);
        self.tasks[k] = Some(Task { probe, waker: probe.waker(), polls: 0, answered: 0 });
    }

    fn task(&self, k: usize) -> &Task {
        self.tasks[k].as_ref().expect("nobody has come")
    }

    pub(crate) fn probe(&self, k: usize) -> &'static Probe {
        self.task(k).probe
    }

    /// How often it was polled.
    pub(crate) fn polled(&self, k: usize) -> usize {
        self.task(k).polls
    }

    pub(crate) fn moves(&self) -> &'s dyn Moves {
        self.stage.moves
    }

    pub(crate) fn release(&mut self) {
        self.stage.moves.release();
        self.count_release();
    }

    /// Takes notice of a release that somebody else did.
    pub(crate) fn count_release(&mut self) {
        let first = !mem::replace(&mut self.released, true);
        if first || self.facts.serves == Serves::Takers {
            self.turns += 1;
        }
    }

    /// Polls waiter `k`. Returns whether it got its turn, which is at its end then.
    pub(crate) fn poll(&mut self, k: usize) -> bool {
        // Not cloned: that would be counted.
        let waker = mem::replace(&mut self.task_mut(k).waker, Waker::noop().clone());
        let done = self.poll_with(k, &waker);
        self.task_mut(k).waker = waker;
        done
    }

    /// Polls as another task would.
    pub(crate) fn poll_with(&mut self, k: usize, waker: &Waker) -> bool {
        let task = self.task_mut(k);
        task.polls += 1;
        task.answered = task.probe.wakes();
        let done = self.stage.seats[k].poll(&mut Context::from_waker(waker)).is_ready();
        if done && self.facts.serves == Serves::Takers {
            self.turns = self.turns.saturating_sub(1);
        }
        done
    }

    fn task_mut(&mut self, k: usize) -> &mut Task {
        self.tasks[k].as_mut().expect("nobody has come")
    }

    pub(crate) fn cancel(&mut self, k: usize) {
        if self.facts.effective && self.woken().has(k) {
            self.turns = self.turns.saturating_sub(1);
        }
        self.stage.seats[k].leave();
    }

    pub(crate) fn is_live(&self, k: usize) -> bool {
        self.stage.seats[k].is_taken()
    }

    pub(crate) fn live(&self) -> usize {
        (0..SEATS).filter(|&k| self.is_live(k)).count()
    }

    /// Who waits and was woken since its last poll.
    pub(crate) fn woken(&self) -> Few {
        let woken =
            |&k: &usize| self.is_live(k) && self.task(k).probe.wakes() > self.task(k).answered;
        (0..SEATS).filter(woken).collect()
    }

    /// How many of those who wait could go on.
    fn servable(&self) -> usize {
        match self.facts.serves {
            Serves::All if self.turns > 0 => self.live(),
            _ => self.turns.min(self.live()),
        }
    }

    /// The law of the model: nobody who could go on is left asleep.
    pub(crate) fn assert_nobody_sleeps(&self) {
        let (woken, servable) = (self.woken().len(), self.servable());
        assert!(woken >= servable, "{servable} could go on, but {woken} were woken");
    }

    /// Nobody was woken who cannot go on.
    pub(crate) fn assert_nobody_woken_in_vain(&self) {
        let (woken, servable) = (self.woken().len(), self.servable());
        assert!(woken <= servable, "{servable} could go on, but {woken} were woken");
    }

    /// Polls those who were woken until nobody is. Returns how many got their turn.
    pub(crate) fn settle(&mut self) -> usize {
        let mut done = 0;
        let mut patience = 16 * SEATS;
        while let Some(k) = self.woken().first() {
            assert!(patience > 0, "they wake each other without end");
            patience -= 1;
            done += usize::from(self.poll(k));
        }
        done
    }

    /// Polls those who were woken until nobody is left, releasing when all sleep.
    pub(crate) fn run_to_the_end(&mut self) {
        let mut patience = 16 * SEATS;
        while self.live() > 0 {
            assert!(patience > 0, "{} waiters were lost", self.live());
            patience -= 1;
            match self.woken().first() {
                Some(k) => {
                    self.poll(k);
                }
                None => self.release(),
            }
        }
    }

    /// Ends all tasks; no waker may be left.
    pub(crate) fn finish(self) {
        let kept = usize::from(self.facts.keeps_waker);
        for (seat, task) in self.stage.seats.iter_mut().zip(self.tasks) {
            seat.leave();
            if let Some(Task { probe, waker, .. }) = task {
                probe.calm();
                drop(waker);
                assert!(probe.alive() <= kept, "clones of a waker outlived the future");
            }
        }
    }
}
