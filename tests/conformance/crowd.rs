//! Many who wait, and the model of who should have been woken.

use crate::scene::{Facts, Held, Scene, Serves};
use crate::waiter::Waiter;

/// The waiters of a scene, in the order in which they came.
pub(crate) struct Crowd<'s> {
    scene: &'s dyn Scene,
    facts: Facts,
    pub(crate) waiters: Vec<Waiter<'s>>,
    /// How many could go on now if they were polled. With [`Serves::All`], any number above 0
    /// stands for all.
    turns: usize,
    released: bool,
}

impl<'s> Crowd<'s> {
    /// `n` waiters, who wait.
    pub(crate) fn queue(scene: &'s dyn Scene, facts: &Facts, n: usize) -> Self {
        let mut crowd = Self::fresh(scene, facts, n);
        for waiter in &mut crowd.waiters {
            waiter.queue();
        }
        crowd
    }

    /// `n` futures that were not polled yet.
    pub(crate) fn fresh(scene: &'s dyn Scene, facts: &Facts, n: usize) -> Self {
        let waiters = (0..n).map(|_| Waiter::new(scene)).collect();
        Self { scene, facts: *facts, waiters, turns: 0, released: false }
    }

    pub(crate) fn release(&mut self) {
        self.scene.release();
        self.count_release();
    }

    /// Takes notice of a release that somebody else did.
    pub(crate) fn count_release(&mut self) {
        let first = !std::mem::replace(&mut self.released, true);
        if first || self.facts.serves == Serves::Takers {
            self.turns += 1;
        }
    }

    /// Polls waiter `k`; if it gets its turn, it ends it at once. Returns whether it did.
    pub(crate) fn poll(&mut self, k: usize) -> bool {
        match self.waiters[k].poll() {
            Some(held) => {
                self.end_turn(held);
                true
            }
            None => false,
        }
    }

    fn end_turn(&mut self, held: Held<'s>) {
        if self.facts.serves == Serves::Takers {
            self.turns = self.turns.saturating_sub(1);
        }
        drop(held);
    }

    pub(crate) fn cancel(&mut self, k: usize) {
        let waiter = &self.waiters[k];
        if self.facts.effective.is_some() && waiter.is_live() && waiter.is_woken() {
            self.turns = self.turns.saturating_sub(1);
        }
        self.waiters[k].cancel();
    }

    pub(crate) fn live(&self) -> usize {
        self.waiters.iter().filter(|w| w.is_live()).count()
    }

    /// Who waits and was woken since its last poll.
    pub(crate) fn woken(&self) -> Vec<usize> {
        let woken = |k: &usize| self.waiters[*k].is_live() && self.waiters[*k].is_woken();
        (0..self.waiters.len()).filter(woken).collect()
    }

    /// How many of those who wait could go on.
    pub(crate) fn servable(&self) -> usize {
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

    pub(crate) fn scene(&self) -> &'s dyn Scene {
        self.scene
    }

    /// Polls those who were woken until nobody is left, releasing when all sleep.
    pub(crate) fn run_to_the_end(&mut self) {
        let mut patience = 16 * self.waiters.len() + 16;
        while self.live() > 0 {
            assert!(patience > 0, "{} waiters were lost", self.live());
            patience -= 1;
            match self.woken().first() {
                Some(&k) => {
                    self.poll(k);
                }
                None => self.release(),
            }
        }
    }

    /// Ends all tasks; no waker may be left.
    pub(crate) fn finish(self) {
        for waiter in self.waiters {
            waiter.finish(&self.facts);
        }
    }
}
