//! Who searches for work and who sleeps: one word, and what may happen to it.
//!
//! A worker is in one of three states; the word counts those who search and heads a stack of those who sleep.
//!
//! | a worker | is | goes on to |
//! |---|---|---|
//! | works | nowhere in the word | *searches*, if its own queue is empty and not too many search; else *sleeps* |
//! | searches | counted | *works*, if it finds something; else *sleeps* |
//! | sleeps | in the stack | *searches*, when somebody takes it off the stack and unparks it |
//!
//! | event | nobody searches | somebody searches |
//! |---|---|---|
//! | work was made visible | takes the last who went to sleep off the stack, counts it, unparks it | |
//! | a searcher stops | | if it was the last and there is work: as above |
//! | a worker is to sleep | joins the stack; then, if there is work: as above, maybe on itself | joins the stack |
//!
//! All transitions are compare-exchanges of the value that was judged. So one searcher is woken at a time, and
//! while somebody searches, to make work visible costs a fence and a load.
//!
//! # Why is no wake-up lost?
//!
//! Whoever makes work visible writes it to a queue, fences, and reads the word. Whoever goes to sleep, or stops as
//! the last who searched, writes the word, fences, and reads all queues. One of the two sees the other. If it
//! was a searcher that was seen, it is one who will write the word later.
//!
//! # Why a tag?
//!
//! Between the load of the top of the stack and its exchange the worker at the top may be woken and go to sleep
//! again, on top of others. Each change of the stack counts the tag.

/// How many bits a count of workers has.
const WIDTH: u32 = usize::BITS / 4;
const COUNT: usize = (1 << WIDTH) - 1;
/// The tag is above the count and the top.
const TAG: usize = 1 << (2 * WIDTH);

/// How many workers a pool may have.
pub(super) const MOST: usize = COUNT - 1;

/// The word: loads acquire, exchanges do both.
pub(super) trait Word {
    fn load(&self) -> usize;
    /// Replaces `old` by `new`, or tells what is there instead.
    fn exchange(&self, old: usize, new: usize) -> Result<(), usize>;
}

/// What workers work with.
pub(super) trait Means {
    /// Whether there is anything to do for a worker that is awake: in any queue, or to end.
    fn has_work(&self) -> bool;
    /// A sequentially consistent fence.
    fn fence(&self);
    /// A place for a number beside each worker: who sleeps below it in the stack.
    fn below(&self, worker: usize) -> usize;
    fn set_below(&self, worker: usize, below: usize);
    /// Sleeps until the one unpark that goes with leaving the stack.
    fn park(&self, worker: usize);
    fn unpark(&self, worker: usize);
}

/// The word and its transitions.
#[derive(Debug)]
pub(super) struct Idle<W>(W);

const fn searching(word: usize) -> usize {
    word & COUNT
}

/// The last who went to sleep, counted from 1; 0 if nobody sleeps.
const fn top(word: usize) -> usize {
    (word >> WIDTH) & COUNT
}

const fn with_top(word: usize, top: usize) -> usize {
    (word & !(COUNT << WIDTH) | (top << WIDTH)).wrapping_add(TAG)
}

impl<W: Word> Idle<W> {
    pub(super) const fn new(word: W) -> Self {
        Self(word)
    }

    /// Whether somebody sleeps and nobody searches; a hint.
    #[inline(always)]
    pub(super) fn wants_call(&self) -> bool {
        let now = self.0.load();
        searching(now) == 0 && top(now) != 0
    }

    /// Work was made visible.
    #[inline]
    pub(super) fn notify(&self, means: &impl Means) {
        means.fence();
        if self.wants_call() {
            self.wake_one(means);
        }
    }

    /// Wakes one who sleeps, if nobody searches.
    #[cold]
    pub(super) fn wake_one(&self, means: &impl Means) {
        let mut now = self.0.load();
        while searching(now) == 0 && top(now) != 0 {
            let worker = top(now) - 1;
            let next = with_top(now, means.below(worker)) + 1;
            match self.0.exchange(now, next) {
                Ok(()) => return means.unpark(worker),
                Err(other) => now = other,
            }
        }
    }

    /// Wakes all who sleep.
    pub(super) fn wake_all(&self, means: &impl Means) {
        let mut now = self.0.load();
        while top(now) != 0 {
            let worker = top(now) - 1;
            let next = with_top(now, means.below(worker)) + 1;
            match self.0.exchange(now, next) {
                Ok(()) => {
                    means.unpark(worker);
                    now = self.0.load();
                }
                Err(other) => now = other,
            }
        }
    }

    /// One of so many workers wants to search. Whether it may: no more than half of them search at a time.
    pub(super) fn begin_search(&self, workers: usize) -> bool {
        let mut now = self.0.load();
        while 2 * searching(now) < workers {
            match self.0.exchange(now, now + 1) {
                Ok(()) => return true,
                Err(other) => now = other,
            }
        }
        false
    }

    /// One who searched works from now on.
    pub(super) fn end_search(&self, means: &impl Means) {
        let mut now = self.0.load();
        while let Err(other) = self.0.exchange(now, now - 1) {
            now = other;
        }
        // While it searched, nobody was woken.
        if searching(now) == 1 && top(now) != 0 {
            means.fence();
            if means.has_work() {
                self.wake_one(means);
            }
        }
    }

    /// `worker`, which searches or not, sleeps until it is woken; then it searches.
    pub(super) fn sleep(&self, worker: usize, searches: bool, means: &impl Means) {
        let mut now = self.0.load();
        loop {
            means.set_below(worker, top(now));
            let next = with_top(now, worker + 1) - usize::from(searches);
            match self.0.exchange(now, next) {
                Ok(()) => break,
                Err(other) => now = other,
            }
        }
        means.fence();
        if means.has_work() {
            self.wake_one(means);
        }
        means.park(worker);
    }
}
