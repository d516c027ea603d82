//! Who works, who comes, who sleeps: what a pool of threads knows under its lock.
//!
//! | a thread | is counted | goes on by |
//! |---|---|---|
//! | comes: was woken, or is being started | `coming`: one at least, more if many jobs wait | [`Crew::next`] |
//! | works | | [`Crew::next`], when its job is done |
//! | sleeps | in `idle` | a call, or its time is up: [`Crew::is_late`] |
//!
//! # The Crew Rule
//!
//! *If a job is queued, then somebody comes; or all threads work, and there can be no more.*
//!
//! Whoever comes takes a job, and calls the next one if there is more to do. So no job waits behind
//! another one that blocks, and yet jobs that are short wake few threads: who works takes the next job
//! by himself, and while one comes, nobody else is called for the next [`EACH`] jobs.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// For how many jobs that wait one thread comes. One for each would wake too many: jobs that are short are
/// done by those who work before the others are there.
const EACH: usize = 3;
/// How many threads come at a time. To start one takes long, and jobs may be short.
const MOST: usize = 4;

/// The jobs `J` and the sleepers `S` of a pool.
pub(crate) struct Crew<J, S> {
    queue: VecDeque<J>,
    /// The last to fall asleep is the first to be called: it is the warmest, and the others can end.
    idle: Vec<S>,
    /// Not more than do come: who is forgotten is one call too many, at worst.
    coming: usize,
    threads: usize,
    limit: usize,
    closed: bool,
}

/// Whom to call, when the lock is released.
#[must_use = "the Crew Rule counts on it"]
pub(crate) enum Call<S> {
    Nobody,
    /// This one sleeps, and is to come.
    Wake(S),
    /// A new thread, which comes with [`Crew::next`]; if it cannot be started, [`Crew::cannot_start`].
    Start,
}

/// What a thread does next.
pub(crate) enum Next<J, S> {
    Work(J, Call<S>),
    /// Until it is called. If nobody does for too long, [`Crew::is_late`].
    Sleep,
    End,
}

impl<J, S> Crew<J, S> {
    pub(crate) const fn new(limit: usize) -> Self {
        Self {
            queue: VecDeque::new(),
            idle: Vec::new(),
            coming: 0,
            threads: 0,
            limit,
            closed: false,
        }
    }

    /// How many threads there are.
    pub(crate) const fn threads(&self) -> usize {
        self.threads
    }

    pub(crate) fn add(&mut self, job: J) -> Call<S> {
        self.queue.push_back(job);
        self.call()
    }

    /// Restores the Crew Rule.
    fn call(&mut self) -> Call<S> {
        if self.queue.len() <= self.coming * EACH || self.coming >= MOST {
            return Call::Nobody;
        }
        if let Some(sleeper) = self.idle.pop() {
            self.coming += 1;
            return Call::Wake(sleeper);
        }
        if self.threads == self.limit {
            return Call::Nobody;
        }
        self.threads += 1;
        self.coming += 1;
        Call::Start
    }

    /// What a thread does that `comes`, or has done its job; `sleeper` is its own.
    pub(crate) fn next(&mut self, comes: bool, sleeper: S) -> Next<J, S> {
        if comes {
            self.coming = self.coming.saturating_sub(1);
        }
        match self.queue.pop_front() {
            Some(job) => Next::Work(job, self.call()),
            None if self.closed => {
                self.threads -= 1;
                Next::End
            }
            None => {
                self.idle.push(sleeper);
                Next::Sleep
            }
        }
    }

    /// Whether a thread that has slept for too long ends. Else somebody has just called it.
    pub(crate) fn is_late(&mut self, is: impl FnMut(&S) -> bool) -> bool {
        let found = self.idle.iter().position(is);
        if let Some(index) = found {
            self.idle.remove(index);
            self.threads -= 1;
        }
        found.is_some()
    }

    /// The thread that was to come cannot be started. Somebody else comes; if there is no thread at all, nobody
    /// ever may: then these are the jobs.
    pub(crate) fn cannot_start(&mut self) -> (Call<S>, VecDeque<J>) {
        self.threads -= 1;
        self.coming = self.coming.saturating_sub(1);
        if self.threads == 0 {
            return (Call::Nobody, core::mem::take(&mut self.queue));
        }
        // If none sleeps, those that work take what is queued, and try to start one more.
        let sleeper = if self.queue.is_empty() { None } else { self.idle.pop() };
        self.coming += usize::from(sleeper.is_some());
        (sleeper.map_or(Call::Nobody, Call::Wake), VecDeque::new())
    }

    /// From now on threads end that have nothing to do. These sleep, and are to be woken.
    pub(crate) fn close(&mut self) -> Vec<S> {
        self.closed = true;
        // They believe to come, and are not counted: so another one who does may be forgotten early.
        core::mem::take(&mut self.idle)
    }
}
